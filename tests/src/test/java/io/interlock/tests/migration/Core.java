package io.interlock.tests.migration;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.States;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;
import io.interlock.tests.migration.Migration.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A physical CPU: loads a vCPU's registers into its device one by one, runs it, and saves them
/// again when it is preempted.
final class Core {
  static final int NONE = 0xFF;

  private Core() {}

  sealed interface Command {
    /// Loads and runs a vCPU.
    ///
    /// @param migrated whether the vCPU's last residency was elsewhere, where the scheduler knows
    record Run(int vcpu, boolean migrated, ActorRef<Scheduler.Command> replyTo)
        implements Command {}

    record Preempt() implements Command {}

    record Stop() implements Command {}

    record Interrupt() implements Command {}

    record Ack(int vcpu) implements Command, StableHashed {
      @Override
      public long stableHash() {
        return vcpu;
      }
    }
  }

  enum Phase {
    IDLE,
    LOADING,
    RUNNING,
    PUTTING
  }

  /// @param register of the write or read that is unacknowledged
  /// @param pending interrupts to be injected when the vCPU is loaded
  /// @param seen interrupts in all
  /// @param noted what a seeded race remembers; 0 in the protocol as it should be
  record State(
      Phase phase,
      int current,
      int register,
      int pending,
      int seen,
      boolean preempted,
      int noted,
      @Nullable ActorRef<Scheduler.Command> replyTo)
      implements StableHashed {
    static final State START = new State(Phase.IDLE, NONE, 0, 0, 0, false, 0, null);

    State at(Phase next, int nextRegister) {
      return new State(next, current, nextRegister, pending, seen, preempted, noted, replyTo);
    }

    State resident(Phase next, int vcpu, @Nullable ActorRef<Scheduler.Command> scheduler) {
      return new State(next, vcpu, 0, pending, seen, preempted, noted, scheduler);
    }

    State interrupts(int nowPending, int nowSeen) {
      return new State(phase, current, register, nowPending, nowSeen, preempted, noted, replyTo);
    }

    State preempted(boolean now) {
      return new State(phase, current, register, pending, seen, now, noted, replyTo);
    }

    State noting(int now) {
      return now == noted
          ? this
          : new State(phase, current, register, pending, seen, preempted, now, replyTo);
    }

    @Override
    @SuppressWarnings("EnumOrdinal") // never written down
    public long stableHash() {
      long small = (long) phase.ordinal() << 32 | (long) current << 16 | register;
      long counts = (long) pending << 32 | seen;
      return Mix.absorb(Mix.absorb(small, counts), (long) noted << 1 | (preempted ? 1 : 0));
    }
  }

  static Behavior<Command> create(int index, Size size, Race race) {
    return StatefulBehavior.of(
        sim -> {
          ActorRef<Device.Command> device =
              sim.context().spawn(Device.create(size.registers(), sim.self()), "device");
          return new Loop(State.START, new Place(index, size, race, device));
        },
        (sim, loop, message) -> new Loop(loop.place.receive(sim, loop.state, message), loop.place));
  }

  /// The state of a core.
  static State of(States states, int index) {
    return ((Loop) Objects.requireNonNull(states.of("core" + index))).state;
  }

  private record Loop(State state, Place place) implements StableHashed {
    @Override
    public long stableHash() {
      return state.stableHash();
    }
  }

  /// What of a core never changes, and its handlers.
  private record Place(int index, Size size, Race race, ActorRef<Device.Command> device) {
    State receive(Sim<?> sim, State before, Command message) {
      State state = before.noting(race.note(before, message));
      return switch (message) {
        case Command.Run(int vcpu, _, var replyTo) -> {
          expectIdle(sim, state);
          device.tell(new Device.Command.Write(0, vcpu));
          yield state.resident(Phase.LOADING, vcpu, replyTo);
        }
        case Command.Ack(int vcpu) -> acknowledged(sim, state, vcpu);
        case Command.Interrupt _ -> interrupted(sim, state);
        case Command.Preempt _ -> preempted(sim, state);
        case Command.Stop _ -> {
          expectIdle(sim, state);
          device.tell(new Device.Command.Finish(state.seen() - state.pending()));
          yield state;
        }
      };
    }

    private State interrupted(Sim<?> sim, State state) {
      if (state.phase() == Phase.RUNNING) {
        device.tell(new Device.Command.Inject(state.current()));
        return state.interrupts(state.pending(), state.seen() + 1);
      }
      if (race.slips(state, size)) {
        sim.state(new Slips.Slip(index));
      }
      return state.interrupts(state.pending() + 1, state.seen() + 1);
    }

    private State preempted(Sim<?> sim, State state) {
      return switch (state.phase()) {
        case RUNNING -> put(state);
        case LOADING -> race.endsLoad(state, size) ? put(state) : state.preempted(true);
        case IDLE, PUTTING -> {
          sim.state(new Violation("request-observed", "there is nothing to preempt"));
          yield state;
        }
      };
    }

    private State acknowledged(Sim<?> sim, State state, int vcpu) {
      int next = state.register() + 1;
      return switch (state.phase()) {
        case LOADING -> {
          if (next < size.registers()) {
            device.tell(new Device.Command.Write(next, state.current()));
            yield state.at(Phase.LOADING, next);
          }
          yield loaded(state);
        }
        case PUTTING -> {
          if (vcpu != state.current()) {
            sim.state(new Violation("saved-context", "another vCPU's register is saved"));
          }
          if (next < size.registers()) {
            device.tell(new Device.Command.Read(next));
            yield state.at(Phase.PUTTING, next);
          }
          var replyTo = state.replyTo();
          if (replyTo != null) {
            replyTo.tell(new Scheduler.Command.Done(state.current(), index));
          }
          yield state.resident(Phase.IDLE, NONE, null);
        }
        case IDLE, RUNNING -> {
          sim.state(new Violation("no-stray-ack", "an answer nobody waits for"));
          yield state;
        }
      };
    }

    private State loaded(State state) {
      for (int i = 0; i < state.pending(); i++) {
        device.tell(new Device.Command.Inject(state.current()));
      }
      State running = state.at(Phase.RUNNING, 0).interrupts(0, state.seen());
      return running.preempted() ? put(running.preempted(false)) : running;
    }

    private State put(State state) {
      device.tell(new Device.Command.Read(0));
      return state.at(Phase.PUTTING, 0);
    }

    private static void expectIdle(Sim<?> sim, State state) {
      if (state.phase() != Phase.IDLE) {
        sim.state(new Violation("single-residency", "a vCPU is here already"));
      }
    }
  }
}
