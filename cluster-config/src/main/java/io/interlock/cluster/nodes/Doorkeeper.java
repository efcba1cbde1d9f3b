package io.interlock.cluster.nodes;

import akka.actor.AbstractActor;
import akka.event.Logging;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says who was refused at the port of a node, in one line, and no more than once in a minute
/// however often they try.
///
/// Akka starts it as one of its loggers and hands it what it logs.
public final class Doorkeeper extends AbstractActor {
  private static final Logger LOG = LoggerFactory.getLogger("fleet");
  private static final long SILENT_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int REMEMBERED_MAX = 1_000;
  private static final Pattern CONNECTION =
      Pattern.compile(
          "Aborting connection from (?<who>\\S+):\\d+ because of downstream failure: "
              + "\\S*FrameGuard\\$Refusal.*",
          Pattern.DOTALL);
  private static final Pattern HANDSHAKE =
      Pattern.compile(
          "Dropping Handshake Request from \\[(?<who>[^#\\]]+).*unknown local address.*",
          Pattern.DOTALL);

  private final Map<Refused, Long> said = new LinkedHashMap<>();

  /// Somebody was refused.
  ///
  /// @param who as far as that is known
  record Refused(String who, String why) {}

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(
            Logging.InitializeLogger.class,
            _ -> {
              getContext().getSystem().eventStream().subscribe(getSelf(), Refused.class);
              getSender().tell(Logging.loggerInitialized(), getSelf());
            })
        .match(Refused.class, this::say)
        .match(Logging.Debug.class, event -> heard(event.logClass(), event.message()))
        .match(Logging.Warning.class, event -> heard(event.logClass(), event.message()))
        .matchAny(_ -> {})
        .build();
  }

  private void heard(Class<?> logClass, Object message) {
    if (NodeLogFilter.isOfConnections(logClass)) {
      Matcher connection = CONNECTION.matcher(String.valueOf(message));
      if (connection.matches()) {
        say(new Refused(connection.group("who"), "it does not speak as nodes do"));
      }
    } else if (NodeLogFilter.isOfStrangers(logClass)) {
      Matcher handshake = HANDSHAKE.matcher(String.valueOf(message));
      say(
          handshake.matches()
              ? new Refused(handshake.group("who"), "it looks for another system")
              : new Refused("a message", "it cannot be read"));
    }
  }

  private void say(Refused refused) {
    long now = System.nanoTime();
    said.values().removeIf(then -> now - then > SILENT_NANOS);
    if (said.size() < REMEMBERED_MAX && said.putIfAbsent(refused, now) == null) {
      LOG.warn("refused {}: {}", refused.who(), refused.why());
    }
  }
}
