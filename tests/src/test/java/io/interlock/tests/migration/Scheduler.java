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
  /// @param left residencies in all that are still to end
  private record State(Queue idle, Queue waiting, long rounds, int left) implements StableHashed {
    int rounds(int vcpu) {
      return (int) (rounds >>> (8 * vcpu)) & 0xFF;
    }

    @Override
    public long stableHash() {
      return Mix.absorb(Mix.absorb(Mix.absorb(idle.bytes(), waiting.bytes()), rounds), left);
    }
  }

  static Behavior<Command> create(Migration.Size size, List<ActorRef<Core.Command>> cores) {
    return StatefulBehavior.of(
        sim -> {
          int residencies = size.vcpus() * size.rounds();
          var start = new State(Queue.upTo(size.cores()), Queue.upTo(size.vcpus()), 0, residencies);
          return place(start, cores, sim.self());
        },
        (sim, state, message) ->
            switch (message) {
              case Command.Done(int vcpu, int core) -> {
                Queue waiting =
                    state.rounds(vcpu) < size.rounds()
                        ? state.waiting().with(vcpu)
                        : state.waiting();
                Queue idle = state.idle().with(core);
                State next = new State(idle, waiting, state.rounds(), state.left() - 1);
                if (next.left() == 0) {
                  cores.forEach(each -> each.tell(new Core.Command.Stop()));
                  yield next;
                }
                yield place(next, cores, sim.self());
              }
            });
  }

  private static State place(
      State from, List<ActorRef<Core.Command>> cores, ActorRef<Command> self) {
    State state = from;
    while (state.idle().size() > 0 && state.waiting().size() > 0) {
      int vcpu = state.waiting().first();
      ActorRef<Core.Command> core = cores.get(state.idle().first());
      core.tell(new Core.Command.Run(vcpu, self));
      core.tell(new Core.Command.Preempt());
      state =
          new State(
              state.idle().rest(),
              state.waiting().rest(),
              state.rounds() + (1L << (8 * vcpu)),
              state.left());
    }
    return state;
  }
}
