package io.interlock.tests.migration;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;
import java.util.List;

/// Places vCPUs on idle physical CPUs, first come, first served, and asks each back at once.
final class Scheduler {
  private Scheduler() {}

  sealed interface Command {
    record Done(int vcpu, int core) implements Command {}

    /// To itself, where it has a choice.
    record Choose() implements Command {}
  }

  /// A queue of numbers below 255, a byte each, the first in the lowest; 0xFF ends it.
  private record Queue(long bytes, int size) {
    static final Queue EMPTY = new Queue(-1, 0);

    static Queue upTo(int count) {
      Queue queue = EMPTY;
      for (int i = 0; i < count; i++) {
        queue = queue.with(i);
      }
      return queue;
    }

    Queue with(int last) {
      long hole = ~(0xFFL << (8 * size));
      return new Queue((bytes & hole) | ((long) last << (8 * size)), size + 1);
    }

    int first() {
      return (int) bytes & 0xFF;
    }

    Queue rest() {
      return new Queue(bytes >> 8, size - 1); // fills with ones from above
    }
  }

  /// @param rounds residencies of each vCPU so far, a byte each
  /// @param lastCores where each vCPU was last, a byte each, if anybody wants to know
  /// @param left residencies in all that are still to end
  record State(Queue idle, Queue waiting, long rounds, long lastCores, int left)
      implements Residencies, StableHashed {
    static State start(Migration.Size size) {
      return new State(
          Queue.upTo(size.cores()), Queue.upTo(size.vcpus()), 0, -1, size.residencies());
    }

    int rounds(int vcpu) {
      return byteOf(rounds, vcpu);
    }

    /// Whether its last residency was on another core than this.
    boolean migrates(int vcpu, int core) {
      int last = byteOf(lastCores, vcpu);
      return last != Core.NONE && last != core;
    }

    State ended(int vcpu, int core, boolean runsAgain) {
      Queue next = runsAgain ? waiting.with(vcpu) : waiting;
      return new State(idle.with(core), next, rounds, lastCores, left - 1);
    }

    /// The first that waits is placed on the first that is idle.
    State placed(boolean keepsCore) {
      int vcpu = waiting.first();
      long cores =
          keepsCore
              ? (lastCores & ~(0xFFL << (8 * vcpu))) | ((long) idle.first() << (8 * vcpu))
              : lastCores;
      return new State(idle.rest(), waiting.rest(), rounds + (1L << (8 * vcpu)), cores, left);
    }

    private static int byteOf(long bytes, int index) {
      return (int) (bytes >>> (8 * index)) & 0xFF;
    }

    @Override
    public long stableHash() {
      long queues = Mix.absorb(idle.bytes(), waiting.bytes());
      return Mix.absorb(Mix.absorb(Mix.absorb(queues, rounds), lastCores), left);
    }
  }

  static Behavior<Command> create(
      Migration.Size size, Race race, List<ActorRef<Core.Command>> cores) {
    return StatefulBehavior.of(
        sim -> place(State.start(size), race, cores, sim.self()),
        (sim, state, message) ->
            switch (message) {
              case Command.Done(int vcpu, int core) -> {
                State next = state.ended(vcpu, core, state.rounds(vcpu) < size.rounds());
                if (next.left() == 0) {
                  cores.forEach(each -> each.tell(new Core.Command.Stop()));
                  yield next;
                }
                yield place(next, race, cores, sim.self());
              }
              case Command.Choose _ ->
                  throw new IllegalStateException("first come, first served: no choice");
            });
  }

  /// The state of the scheduler.
  private static State place(
      State from, Race race, List<ActorRef<Core.Command>> cores, ActorRef<Command> self) {
    State state = from;
    while (state.idle().size() > 0 && state.waiting().size() > 0) {
      int vcpu = state.waiting().first();
      int index = state.idle().first();
      ActorRef<Core.Command> core = cores.get(index);
      core.tell(new Core.Command.Run(vcpu, state.migrates(vcpu, index), self));
      core.tell(new Core.Command.Preempt());
      state = state.placed(race.tellsMigrations());
    }
    return state;
  }
}
