package io.interlock.cluster.nodes;

import akka.NotUsed;
import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.remote.RemoteActorRefProvider;
import akka.remote.RemoteTransport;
import akka.remote.artery.tcp.ArteryTcpTransport;
import akka.stream.scaladsl.Flow;
import akka.util.ByteString;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import scala.concurrent.Future;

/// Puts a [FrameGuard] before what Akka does with each connection that comes to the port of a node.
///
/// Akka has no place for that: its transport keeps what it does in a private field, and makes it
/// anew when its streams had to begin again. So whoever starts a node sees to it here, and looks
/// again from time to time.
final class PortGuard {
  private final ArteryTcpTransport transport;
  private final VarHandle onConnection;
  private final FrameGuard guard;
  private final ActorSystem system;
  private @Nullable Object guarded;

  private PortGuard(ActorSystem system, ArteryTcpTransport transport, VarHandle onConnection) {
    this.system = system;
    this.transport = transport;
    this.onConnection = onConnection;
    int bytes = transport.settings().Advanced().MaximumFrameSize();
    int largeBytes = transport.settings().Advanced().MaximumLargeFrameSize();
    guard = new FrameGuard(Math.max(bytes, largeBytes));
  }

  /// Guards the port of this node.
  ///
  /// @throws IllegalStateException where Akka is not the version for which this was written
  static PortGuard of(ActorSystem system) {
    RemoteTransport transport =
        ((RemoteActorRefProvider) ((ExtendedActorSystem) system).provider()).transport();
    try {
      var lookup = MethodHandles.privateLookupIn(ArteryTcpTransport.class, MethodHandles.lookup());
      VarHandle field =
          lookup.findVarHandle(ArteryTcpTransport.class, "inboundConnectionFlow", Future.class);
      PortGuard made = new PortGuard(system, (ArteryTcpTransport) transport, field);
      made.renew();
      return made;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not the Akka that this was written for", e);
    }
  }

  private Flow<ByteString, ByteString, NotUsed> guarded(
      Flow<ByteString, ByteString, NotUsed> flow) {
    return akka.stream.javadsl.Flow.of(ByteString.class).via(guard).via(flow).asScala();
  }

  /// Looks whether the guard is still there, and puts it there if not.
  @SuppressWarnings("unchecked")
  void renew() {
    Object now = onConnection.getVolatile(transport);
    if (now != guarded) {
      Future<Flow<ByteString, ByteString, NotUsed>> unguarded =
          (Future<Flow<ByteString, ByteString, NotUsed>>) now;
      Future<Flow<ByteString, ByteString, NotUsed>> next =
          unguarded.map(this::guarded, system.dispatcher());
      if (onConnection.compareAndSet(transport, now, next)) {
        guarded = next;
      }
    }
  }
}
