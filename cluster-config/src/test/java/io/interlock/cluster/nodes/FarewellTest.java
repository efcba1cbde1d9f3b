package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The last words of a fleet, on a node that is alone.
class FarewellTest {
  private static final NodeMessage LAST = new NodeMessage.Part(0, "");

  private final LinkedBlockingQueue<NodeMessage> told = new LinkedBlockingQueue<>();

  private static Behavior<CoordinatorMessage> speaker(ActorRef<NodeMessage> asker, int times) {
    return Behaviors.setup(
        context -> {
          var farewell = new Farewell(context, new CoordinatorMessage.Dismiss(true, asker));
          for (int i = 0; i < times; i++) {
            farewell.say();
          }
          asker.tell(LAST);
          return Behaviors.empty();
        });
  }

  @Test
  void whoeverAskedIsToldOnceThatAllHaveGone() throws InterruptedException {
    Behavior<NodeMessage> asker =
        Behaviors.receiveMessage(
            message -> {
              told.add(message);
              return Behaviors.same();
            });
    ActorSystem<NodeMessage> system =
        ActorSystem.create(asker, "alone", FleetNode.config(SmallFleet.LOOPBACK));
    try {
      var _ = system.systemActorOf(speaker(system, 3), "speaker", Props.empty());
      assertEquals(new NodeMessage.AllGone(), told.poll(60, TimeUnit.SECONDS));
      assertEquals(LAST, told.poll(60, TimeUnit.SECONDS));
      assertEquals(List.of(), List.copyOf(told));
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }
}
