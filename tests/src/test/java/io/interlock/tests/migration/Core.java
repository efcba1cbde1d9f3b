package io.interlock.tests.migration;

import static io.interlock.tests.migration.Device.require;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;
import org.jspecify.annotations.Nullable;

/// A physical CPU: loads a vCPU's registers into its device one by one, runs it, and saves them
/// again when it is preempted.
final class Core {
  static final int NONE = 0xFF;

  private Core() {}

  sealed interface Command {
    record Run(int vcpu, ActorRef<Scheduler.Command> replyTo) implements Command {}

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

  private enum Phase {
    IDLE,
    LOADING,
    RUNNING,
    PUTTING
  }

  /// @param pending interrupts to be injected when the vCPU is loaded
  /// @param seen interrupts in all
  private record State(
      Phase phase,
      int current,
      int register,
      int pending,
      int seen,
      boolean preempted,
      @Nullable ActorRef<Scheduler.Command> replyTo)
      implements StableHashed {
    static final State START = new State(Phase.IDLE, NONE, 0, 0, 0, false, null);

    State at(Phase next, int nextRegister) {
      return new State(next, current, nextRegister, pending, seen, preempted, replyTo);
    }

    State interrupts(int nowPending, int nowSeen) {
      return new State(phase, current, register, nowPending, nowSeen, preempted, replyTo);
    }

    State preempted(boolean now) {
      return new State(phase, current, register, pending, seen, now, replyTo);
    }

    @Override
    @SuppressWarnings("EnumOrdinal") // never written down
    public long stableHash() {
      long small = (long) phase.ordinal() << 32 | (long) current << 16 | register;
      return Mix.absorb(Mix.absorb(small, (long) pending << 32 | seen), preempted ? 1 : 0);
    }
  }

  /// @param preemptibleLoad the defect: a load may be cut short
  static Behavior<Command> create(int index, int registers, boolean preemptibleLoad) {
    return StatefulBehavior.of(
        sim -> {
          ActorRef<Device.Command> device =
              sim.context().spawn(Device.create(registers, sim.self()), "device");
          return new Loop(State.START, device);
        },
        (_, loop, message) -> loop.receive(message, index, registers, preemptibleLoad));
  }

  private record Loop(State state, ActorRef<Device.Command> device) implements StableHashed {
    @Override
    public long stableHash() {
      return state.stableHash();
    }

    Loop receive(Command message, int index, int registers, boolean preemptibleLoad) {
      return new Loop(
          switch (message) {
            case Command.Run(int vcpu, var replyTo) -> {
              require(state.phase() == Phase.IDLE, "run while busy");
              device.tell(new Device.Command.Write(0, vcpu));
              yield new State(
                  Phase.LOADING,
                  vcpu,
                  0,
                  state.pending(),
                  state.seen(),
                  state.preempted(),
                  replyTo);
            }
            case Command.Ack(int vcpu) -> acknowledged(vcpu, index, registers);
            case Command.Interrupt _ -> {
              if (state.phase() == Phase.RUNNING) {
                device.tell(new Device.Command.Inject(state.current()));
                yield state.interrupts(state.pending(), state.seen() + 1);
              }
              yield state.interrupts(state.pending() + 1, state.seen() + 1);
            }
            case Command.Preempt _ -> {
              if (state.phase() == Phase.RUNNING
                  || (preemptibleLoad && state.phase() == Phase.LOADING)) {
                yield put(state);
              }
              require(state.phase() == Phase.LOADING, "preempted while idle");
              yield state.preempted(true);
            }
            case Command.Stop _ -> {
              require(state.phase() == Phase.IDLE, "stopped while busy");
              device.tell(new Device.Command.Finish(state.seen() - state.pending()));
              yield state;
            }
          },
          device);
    }

    private State acknowledged(int vcpu, int index, int registers) {
      int next = state.register() + 1;
      return switch (state.phase()) {
        case LOADING -> {
          if (next < registers) {
            device.tell(new Device.Command.Write(next, state.current()));
            yield state.at(Phase.LOADING, next);
          }
          for (int i = 0; i < state.pending(); i++) {
            device.tell(new Device.Command.Inject(state.current()));
          }
          State running = state.at(Phase.RUNNING, 0).interrupts(0, state.seen());
          yield running.preempted() ? put(running.preempted(false)) : running;
        }
        case PUTTING -> {
          require(vcpu == state.current(), "saved another vCPU's register");
          if (next < registers) {
            device.tell(new Device.Command.Read(next));
            yield state.at(Phase.PUTTING, next);
          }
          var replyTo = state.replyTo();
          if (replyTo != null) {
            replyTo.tell(new Scheduler.Command.Done(state.current(), index));
          }
          yield new State(
              Phase.IDLE, NONE, 0, state.pending(), state.seen(), state.preempted(), null);
        }
        case IDLE, RUNNING -> throw new IllegalStateException("a stray acknowledgement");
      };
    }

    private State put(State from) {
      device.tell(new Device.Command.Read(0));
      return from.at(Phase.PUTTING, 0);
    }
  }
}
