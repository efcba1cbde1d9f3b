package io.interlock.tests.races;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Another vCPU sends SGIs to one that migrates. An SGI is queued, and the core on which its vCPU
/// was last seen is kicked, so that it exits and takes what is queued.
///
/// A core that loads the vCPU says so no later than it looks what is queued. The defect looks
/// first: an SGI that comes between the two kicks the core that the vCPU has left, and if nothing
/// happens later the vCPU never takes it.
final class MigratedSgi {
  private static final int RESIDENCIES = 5;
  private static final int SGIS = 3;

  private MigratedSgi() {}

  /// When a core that loads the vCPU says that it is there.
  enum Publish {
    AS_IT_LOOKS,
    AFTERWARDS
  }

  sealed interface ToQueue {
    record Sgi() implements ToQueue {}

    /// A core looks what is queued.
    record Look(ActorRef<ToCore> core) implements ToQueue {}

    /// The vCPU is on this core from here on.
    record Here(ActorRef<ToCore> core) implements ToQueue {}
  }

  sealed interface ToCore {
    record Run() implements ToCore {}

    record Preempt() implements ToCore {}

    record Kick() implements ToCore {}

    record Queued(int sgis) implements ToCore {}
  }

  private record Done() {}

  static Scene scene(Publish publish) {
    return Scene.of(
            "migrated-sgi",
            opening -> {
              var queue = opening.spawn(queue(publish), "queue");
              opening.spawn(scheduler(publish, queue), "scheduler");
              for (int i = 0; i < SGIS; i++) {
                opening.tell("vcpu1", queue, new ToQueue.Sgi());
              }
            })
        .holding(
            () ->
                List.of(
                    Monitor.atEnd(
                        "interrupt-delivered",
                        states ->
                            states.of("queue") instanceof Queue queue && queue.sgis() > 0
                                ? "an SGI is queued for a vCPU that runs and never looks"
                                : null)));
  }

  /// @param at the core to kick
  private record Queue(int sgis, @Nullable ActorRef<ToCore> at) {}

  private static Behavior<ToQueue> queue(Publish publish) {
    return StatefulBehavior.of(
        _ -> new Queue(0, null),
        (_, queue, message) ->
            switch (message) {
              case ToQueue.Sgi _ -> {
                ActorRef<ToCore> at = queue.at();
                if (at != null) {
                  at.tell(new ToCore.Kick());
                }
                yield new Queue(queue.sgis() + 1, at);
              }
              case ToQueue.Look(var core) -> {
                core.tell(new ToCore.Queued(queue.sgis()));
                yield new Queue(0, publish == Publish.AS_IT_LOOKS ? core : queue.at());
              }
              case ToQueue.Here(var core) -> new Queue(queue.sgis(), core);
            });
  }

  /// Where a core is with the vCPU.
  private enum Phase {
    IDLE,
    LOADING,
    IN_GUEST
  }

  private record Core(Phase phase, boolean preempted) {}

  private static Behavior<ToCore> core(
      Publish publish, ActorRef<ToQueue> queue, ActorRef<Done> scheduler) {
    return StatefulBehavior.of(
        _ -> new Core(Phase.IDLE, false),
        (sim, core, message) ->
            switch (message) {
              case ToCore.Run _ -> {
                queue.tell(new ToQueue.Look(sim.self()));
                yield new Core(Phase.LOADING, false);
              }
              case ToCore.Queued _ -> {
                if (publish == Publish.AFTERWARDS) {
                  queue.tell(new ToQueue.Here(sim.self()));
                }
                yield core.preempted() ? leave(scheduler) : new Core(Phase.IN_GUEST, false);
              }
              case ToCore.Kick _ when core.phase() == Phase.IN_GUEST -> {
                queue.tell(new ToQueue.Look(sim.self()));
                yield new Core(Phase.LOADING, false);
              }
              case ToCore.Kick _ -> core; // it looks before it enters, or the vCPU has left
              case ToCore.Preempt _ ->
                  core.phase() == Phase.IN_GUEST ? leave(scheduler) : new Core(core.phase(), true);
            });
  }

  private static Core leave(ActorRef<Done> scheduler) {
    scheduler.tell(new Done());
    return new Core(Phase.IDLE, false);
  }

  private record Scheduler(List<ActorRef<ToCore>> cores, int residencies) {
    /// Runs the vCPU on the other core; from its last residency nobody takes it away.
    Scheduler place() {
      ActorRef<ToCore> core = cores.get(residencies % cores.size());
      core.tell(new ToCore.Run());
      if (residencies + 1 < RESIDENCIES) {
        core.tell(new ToCore.Preempt());
      }
      return new Scheduler(cores, residencies + 1);
    }
  }

  private static Behavior<Done> scheduler(Publish publish, ActorRef<ToQueue> queue) {
    return StatefulBehavior.of(
        sim -> {
          Behavior<ToCore> core = core(publish, queue, sim.self());
          return new Scheduler(
                  List.of(sim.context().spawn(core, "core0"), sim.context().spawn(core, "core1")),
                  0)
              .place();
        },
        (_, state, _) -> state.place());
  }
}
