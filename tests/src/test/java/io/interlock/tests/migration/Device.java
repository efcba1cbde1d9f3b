package io.interlock.tests.migration;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;

/// The register block of one physical CPU: each register holds the vCPU that wrote it last.
final class Device {
  private Device() {}

  sealed interface Command {
    record Write(int register, int vcpu) implements Command, StableHashed {
      @Override
      public long stableHash() {
        return (long) register << 8 | vcpu;
      }
    }

    record Read(int register) implements Command, StableHashed {
      @Override
      public long stableHash() {
        return register;
      }
    }

    /// An interrupt for this vCPU, whose registers must all be here.
    record Inject(int vcpu) implements Command {}

    /// The end: this many interrupts must have been injected.
    record Finish(int injected) implements Command {}
  }

  /// @param registers a byte each, the first in the lowest
  private record State(long registers, int injected) implements StableHashed {
    int get(int register) {
      return (int) (registers >>> (8 * register)) & 0xFF;
    }

    State with(int register, int vcpu) {
      long cleared = registers & ~(0xFFL << (8 * register));
      return new State(cleared | (long) vcpu << (8 * register), injected);
    }

    /// Whether the first `count` registers are all of this vCPU.
    boolean belongsTo(int vcpu, int count) {
      for (int register = 0; register < count; register++) {
        if (get(register) != vcpu) {
          return false;
        }
      }
      return true;
    }

    @Override
    public long stableHash() {
      return Mix.absorb(registers, injected);
    }
  }

  static Behavior<Command> create(int registers, ActorRef<Core.Command> core) {
    return StatefulBehavior.of(
        _ -> new State(-1L, 0),
        (sim, state, message) ->
            switch (message) {
              case Command.Write(int register, int vcpu) -> {
                core.tell(new Core.Command.Ack(vcpu));
                yield state.with(register, vcpu);
              }
              case Command.Read(int register) -> {
                core.tell(new Core.Command.Ack(state.get(register)));
                yield state;
              }
              case Command.Inject(int vcpu) -> {
                if (!state.belongsTo(vcpu, registers)) {
                  sim.state(new Violation("interrupt-to-loaded", "its vCPU is half loaded"));
                }
                yield new State(state.registers(), state.injected() + 1);
              }
              case Command.Finish(int injected) -> {
                if (state.injected() != injected) {
                  sim.state(new Violation("interrupts-delivered", "an interrupt was lost"));
                }
                yield state;
              }
            });
  }
}
