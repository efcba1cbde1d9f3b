package io.interlock.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/// Keeps back what Akka warns of while a node is not let in: the node says by itself for whom it
/// waits, and that it gives up.
public final class JoiningFilter extends Filter<ILoggingEvent> {
  private static final String CLUSTER = "akka.cluster.Cluster";
  private static final List<String> WAITING =
      List.of(" - Couldn't join seed nodes after [", " - Joining of seed-nodes [");

  /// As Logback makes it.
  public JoiningFilter() {}

  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean waits =
        event.getLoggerName().equals(CLUSTER)
            && WAITING.stream().anyMatch(event.getFormattedMessage()::contains);
    return waits ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
