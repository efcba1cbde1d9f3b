package io.interlock.tests.migration;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.StatefulBehavior;
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

    @Override
    public long stableHash() {
      return Mix.absorb(registers, injected);
    }
  }

  static Behavior<Command> create(int registers, ActorRef<Core.Command> core) {
    return StatefulBehavior.of(
        _ -> new State(-1L, 0),
        (_, state, message) ->
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
                for (int register = 0; register < registers; register++) {
                  require(state.get(register) == vcpu, "injected into a vCPU half loaded");
                }
                yield new State(state.registers(), state.injected() + 1);
              }
              case Command.Finish(int injected) -> {
                require(state.injected() == injected, "an interrupt was lost");
                yield state;
              }
            });
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
