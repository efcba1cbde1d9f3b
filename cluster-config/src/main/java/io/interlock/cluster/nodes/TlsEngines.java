package io.interlock.cluster.nodes;

import akka.actor.ActorSystem;
import akka.event.EventStream;
import akka.remote.artery.tcp.SSLEngineProvider;
import akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import scala.Option;

/// TLS between nodes as Akka has it, which reads the files again when they change; besides, the
/// [Doorkeeper] hears of everybody whose handshake fails.
public final class TlsEngines implements SSLEngineProvider {
  private final RotatingKeysSSLEngineProvider engines;
  private final EventStream events;

  /// As Akka makes it.
  public TlsEngines(ActorSystem system) {
    engines = new RotatingKeysSSLEngineProvider(system);
    events = system.eventStream();
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    return new WatchedEngine(engines.createServerSSLEngine(hostname, port), this::refused);
  }

  private void refused(SSLException failure) {
    events.publish(new Doorkeeper.Refused("a peer", words(failure)));
  }

  /// Its first line: others are about the certificates that there are.
  private static String words(SSLException failure) {
    String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return "no TLS handshake: " + said;
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    return engines.createClientSSLEngine(hostname, port);
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return engines.verifyClientSession(hostname, session);
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return engines.verifyServerSession(hostname, session);
  }
}
