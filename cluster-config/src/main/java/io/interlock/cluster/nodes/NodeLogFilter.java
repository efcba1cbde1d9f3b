package io.interlock.cluster.nodes;

import akka.actor.ActorSystem;
import akka.event.EventStream;
import akka.event.LoggingFilter;
import akka.event.slf4j.Slf4jLoggingFilter;
import java.util.List;

/// Lets through what Akka warns of, and whatever tells the [Doorkeeper] that somebody was refused:
/// Akka says that of a connection in its debug log only.
public final class NodeLogFilter implements LoggingFilter {
  private static final String CONNECTIONS = "akka.stream.impl.io.TcpConnectionStage";
  private static final List<String> STRANGERS =
      List.of("akka.remote.artery.InboundHandshake", "akka.remote.artery.Decoder");

  private final LoggingFilter usual;

  /// As Akka makes it.
  public NodeLogFilter(ActorSystem.Settings settings, EventStream events) {
    usual = new Slf4jLoggingFilter(settings, events);
  }

  @Override
  public boolean isErrorEnabled(Class<?> logClass, String logSource) {
    return usual.isErrorEnabled(logClass, logSource);
  }

  @Override
  public boolean isWarningEnabled(Class<?> logClass, String logSource) {
    return isOfStrangers(logClass) || usual.isWarningEnabled(logClass, logSource);
  }

  @Override
  public boolean isInfoEnabled(Class<?> logClass, String logSource) {
    return false;
  }

  @Override
  public boolean isDebugEnabled(Class<?> logClass, String logSource) {
    return isOfConnections(logClass);
  }

  static boolean isOfConnections(Class<?> logClass) {
    return logClass.getName().startsWith(CONNECTIONS);
  }

  static boolean isOfStrangers(Class<?> logClass) {
    return STRANGERS.stream().anyMatch(logClass.getName()::startsWith);
  }
}
