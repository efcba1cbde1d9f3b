package io.interlock.cluster.nodes;

import akka.actor.typed.ActorRef;
import java.util.concurrent.CompletableFuture;

/// What the thread that started a node learns of it.
final class NodeHandle {
  private final CompletableFuture<ActorRef<CoordinatorMessage>> coordinator =
      new CompletableFuture<>();
  private final CompletableFuture<Boolean> home = new CompletableFuture<>();

  void knows(ActorRef<CoordinatorMessage> ref) {
    coordinator.complete(ref);
  }

  void goHome(boolean ended) {
    home.complete(ended);
  }

  /// The way to the coordinator, wherever that is.
  CompletableFuture<ActorRef<CoordinatorMessage>> coordinator() {
    return coordinator;
  }

  /// Completes when the node is not needed any more, with whether the fleet came to its end.
  CompletableFuture<Boolean> home() {
    return home;
  }
}
