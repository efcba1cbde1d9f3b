package io.interlock.tests.races;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Floating-point registers that are switched late. A core saves them when a vCPU leaves, but keeps
/// them too: if the vCPU comes back, nothing need be loaded before it uses them.
///
/// What the core holds is current only if it holds that vCPU's registers *and* the vCPU used them
/// nowhere else since (`wrong_task` and `wrong_cpu` of `fpsimd_thread_switch`). The defect asks for
/// the first alone: a vCPU that comes back by way of another core finds what it left here.
final class LazyFp {
  private static final int VCPUS = 2;
  private static final int CORES = 3;
  private static final int RESIDENCIES = 3;
  private static final int INSTRUCTIONS = 2;
  private static final int NONE = -1;

  private LazyFp() {}

  /// When a core takes the register that it holds for that of a vCPU.
  enum Check {
    OWNER_AND_CORE,
    OWNER
  }

  sealed interface ToCore {
    /// Runs a vCPU, to be preempted at once.
    ///
    /// @param saved the vCPU's register in memory
    /// @param usedOn the core on which the vCPU used it last
    record Run(int vcpu, int saved, int usedOn) implements ToCore {}

    record Preempt() implements ToCore {}

    /// The guest runs on; it uses the register when so many instructions are done.
    record Execute(int residency, int left) implements ToCore {}
  }

  /// A vCPU has left a core, its register saved if it was used.
  private record Left(int vcpu, int core, boolean used, int register) {}

  static Scene scene(Check check) {
    return Scene.of("lazy-fp", opening -> opening.spawn(scheduler(check), "scheduler"));
  }

  /// @param saved what the vCPU has in memory
  /// @param holds whether the register is the vCPU's already
  /// @param owner the vCPU that used the register last
  private record Core(
      int residency, int vcpu, int saved, boolean holds, boolean used, int owner, int register) {
    static final Core START = new Core(0, NONE, 0, false, false, NONE, 0);

    Core running(ToCore.Run run, boolean nothingToLoad) {
      return new Core(
          residency + 1, run.vcpu(), run.saved(), nothingToLoad, false, owner, register);
    }

    /// The first use traps, and loads the register if need be. Each use counts it up.
    Core use() {
      return new Core(residency, vcpu, saved, true, true, vcpu, (holds ? register : saved) + 1);
    }

    Core idle() {
      return new Core(residency, NONE, 0, false, false, owner, register);
    }
  }

  private static Behavior<ToCore> core(int index, Check check, ActorRef<Left> scheduler) {
    return StatefulBehavior.of(
        _ -> Core.START,
        (sim, core, message) ->
            switch (message) {
              case ToCore.Run run -> {
                boolean owner = core.owner() == run.vcpu();
                boolean holds =
                    switch (check) {
                      case OWNER_AND_CORE -> owner && run.usedOn() == index;
                      case OWNER -> owner;
                    };
                Core running = core.running(run, holds);
                sim.self().tell(new ToCore.Execute(running.residency(), INSTRUCTIONS));
                yield running;
              }
              case ToCore.Execute(int residency, int left)
                  when core.vcpu() != NONE && residency == core.residency() -> {
                if (left == 0) {
                  yield core.use();
                }
                sim.self().tell(new ToCore.Execute(residency, left - 1));
                yield core;
              }
              case ToCore.Execute _ -> core; // of a vCPU that has left
              case ToCore.Preempt _ -> {
                scheduler.tell(new Left(core.vcpu(), index, core.used(), core.register()));
                yield core.idle();
              }
            });
  }

  private record Vcpu(int saved, int usedOn, int residencies) {
    static final Vcpu START = new Vcpu(0, NONE, 0);

    Vcpu placed() {
      return new Vcpu(saved, usedOn, residencies + 1);
    }

    Vcpu used(Left left) {
      return new Vcpu(left.register(), left.core(), residencies);
    }
  }

  private record Scheduler(List<ActorRef<ToCore>> cores, List<Integer> idle, List<Vcpu> vcpus) {
    /// Runs a vCPU, as long as it has work, on the first idle core from any on.
    Scheduler place(int vcpu, Sim<?> sim) {
      Vcpu next = vcpus.get(vcpu);
      if (next.residencies() == RESIDENCIES) {
        return this;
      }
      int index = sim.choose(CORES);
      while (!idle.contains(index)) {
        index = (index + 1) % CORES;
      }
      int chosen = index;
      cores.get(chosen).tell(new ToCore.Run(vcpu, next.saved(), next.usedOn()));
      cores.get(chosen).tell(new ToCore.Preempt());
      List<Integer> rest = idle.stream().filter(core -> core != chosen).toList();
      return new Scheduler(cores, rest, replaced(vcpus, vcpu, next.placed()));
    }

    Scheduler left(Left left) {
      Vcpu vcpu = vcpus.get(left.vcpu());
      return new Scheduler(
          cores,
          Stream.concat(idle.stream(), Stream.of(left.core())).sorted().toList(),
          replaced(vcpus, left.vcpu(), left.used() ? vcpu.used(left) : vcpu));
    }

    private static List<Vcpu> replaced(List<Vcpu> vcpus, int index, Vcpu next) {
      List<Vcpu> all = new ArrayList<>(vcpus);
      all.set(index, next);
      return List.copyOf(all);
    }
  }

  private static Behavior<Left> scheduler(Check check) {
    return StatefulBehavior.of(
        sim -> {
          List<Integer> indices = IntStream.range(0, CORES).boxed().toList();
          List<ActorRef<ToCore>> cores =
              indices.stream()
                  .map(i -> sim.context().spawn(core(i, check, sim.self()), "core" + i))
                  .toList();
          var state = new Scheduler(cores, indices, Collections.nCopies(VCPUS, Vcpu.START));
          for (int vcpu = 0; vcpu < VCPUS; vcpu++) {
            state = state.place(vcpu, sim);
          }
          return state;
        },
        (sim, state, left) -> {
          if (left.used() && left.register() != state.vcpus().get(left.vcpu()).saved() + 1) {
            sim.state(new Violation("fp-preserved", "a vCPU goes on with what it once left here"));
          }
          return state.left(left).place(left.vcpu(), sim);
        });
  }
}
