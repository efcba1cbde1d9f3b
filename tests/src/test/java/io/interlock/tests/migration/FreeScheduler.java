package io.interlock.tests.migration;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;
import java.util.List;

/// Places any vCPU on any idle physical CPU, and asks for any that runs, whenever it likes.
final class FreeScheduler {
  private FreeScheduler() {}

  private static final int NOBODY = 0xF;

  private enum Key {
    CHOICE
  }

  /// @param out bits of the vCPUs that are placed
  /// @param rounds residencies of each vCPU so far, four bits each
  /// @param on the vCPU placed on each core, four bits each
  /// @param asked bits of the cores whose vCPU was asked back
  /// @param left residencies in all that are still to end; -1 after the end
  private record State(int out, int rounds, int on, int asked, int left)
      implements Residencies, StableHashed {
    static State before(int residencies) {
      return new State(0, 0, -1, 0, residencies);
    }

    boolean isOut(int vcpu) {
      return (out >>> vcpu & 1) != 0;
    }

    int rounds(int vcpu) {
      return rounds >>> (4 * vcpu) & 0xF;
    }

    int on(int core) {
      return on >>> (4 * core) & 0xF;
    }

    boolean isAsked(int core) {
      return (asked >>> core & 1) != 0;
    }

    State place(int vcpu, int core) {
      return new State(
          out | (1 << vcpu),
          rounds + (1 << (4 * vcpu)),
          (on & ~(NOBODY << (4 * core))) | (vcpu << (4 * core)),
          asked & ~(1 << core),
          left);
    }

    State ask(int core) {
      return new State(out, rounds, on, asked | (1 << core), left);
    }

    State done(int vcpu, int core) {
      return new State(out & ~(1 << vcpu), rounds, on | (NOBODY << (4 * core)), asked, left - 1);
    }

    State finished() {
      return new State(out, rounds, on, asked, -1);
    }

    @Override
    public long stableHash() {
      return Mix.absorb(
          Mix.absorb((long) rounds << 32 | Integer.toUnsignedLong(on), (long) out << 32 | asked),
          left);
    }
  }

  static Behavior<Scheduler.Command> create(
      Migration.Size size, List<ActorRef<Core.Command>> cores) {
    return StatefulBehavior.of(
        sim -> new Desk(size, cores, sim).offer(State.before(size.vcpus() * size.rounds())),
        (sim, state, message) -> {
          Desk desk = new Desk(size, cores, sim);
          return desk.offer(
              switch (message) {
                case Scheduler.Command.Done(int vcpu, int core) -> state.done(vcpu, core);
                case Scheduler.Command.Choose _ -> desk.act(state);
              });
        });
  }

  private record Desk(
      Migration.Size size, List<ActorRef<Core.Command>> cores, Sim<Scheduler.Command> sim) {
    /// It acts again, as long as anything is possible.
    State offer(State state) {
      if (possible(state) > 0) {
        sim.arm(Key.CHOICE, 0, new Scheduler.Command.Choose());
      } else {
        sim.disarm(Key.CHOICE);
      }
      return state;
    }

    private int possible(State state) {
      if (state.left <= 0) {
        return state.left + 1;
      }
      int count = 0;
      for (int core = 0; core < size.cores(); core++) {
        if (state.on(core) != NOBODY) {
          count += state.isAsked(core) ? 0 : 1;
        } else {
          for (int vcpu = 0; vcpu < size.vcpus(); vcpu++) {
            count += waits(state, vcpu) ? 1 : 0;
          }
        }
      }
      return count;
    }

    private boolean waits(State state, int vcpu) {
      return !state.isOut(vcpu) && state.rounds(vcpu) < size.rounds();
    }

    State act(State state) {
      if (state.left == 0) {
        cores.forEach(core -> core.tell(new Core.Command.Stop()));
        return state.finished();
      }
      int rest = sim.choose(possible(state));
      for (int core = 0; core < size.cores(); core++) {
        if (state.on(core) != NOBODY) {
          if (!state.isAsked(core) && rest-- == 0) {
            cores.get(core).tell(new Core.Command.Preempt());
            return state.ask(core);
          }
        } else {
          for (int vcpu = 0; vcpu < size.vcpus(); vcpu++) {
            if (waits(state, vcpu) && rest-- == 0) {
              cores.get(core).tell(new Core.Command.Run(vcpu, false, sim.self()));
              return state.place(vcpu, core);
            }
          }
        }
      }
      throw new IllegalStateException("fewer things are possible than there were");
    }
  }
}
