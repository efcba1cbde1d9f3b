package io.interlock.tests.races;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import java.util.List;

/// More interrupts than list registers. The rest waits in the hypervisor's list, which on entry
/// asks for a maintenance interrupt: it comes when the guest has emptied all list registers but one
/// (`ICH_HCR_EL2.UIE`), and then the hypervisor fills them again.
///
/// The hypervisor enters in two steps, as it waits for the interface to say that it is free. The
/// defect decides in the first whether anything will be left over. An interrupt that comes between
/// the two may be, and if no other comes later nobody ever asks for it.
final class ListRegisters {
  private static final int LIST_REGISTERS = 4;
  private static final int INTERRUPTS = 7;

  private ListRegisters() {}

  /// When the hypervisor decides whether it needs the maintenance interrupt.
  enum Decision {
    WHEN_FILLED,
    WHEN_ASKED
  }

  sealed interface ToHypervisor {
    record Raise() implements ToHypervisor {}

    record Free() implements ToHypervisor {}

    /// The guest has exited.
    ///
    /// @param left interrupts still in list registers
    record Exit(int left) implements ToHypervisor {}
  }

  sealed interface ToInterface {
    record Ask() implements ToInterface {}

    /// Enters the guest.
    ///
    /// @param filled list registers with an interrupt
    /// @param underflow whether to exit when they are empty but for one
    record Enter(int filled, boolean underflow) implements ToInterface {}

    /// An IPI that makes the guest exit.
    record Kick() implements ToInterface {}

    /// The guest handles an interrupt.
    record Handle(int entry) implements ToInterface {}
  }

  static Scene scene(Decision decision) {
    return Scene.of(
            "list-registers",
            opening -> {
              var hypervisor = opening.spawn(hypervisor(decision), "hypervisor");
              for (int line = 0; line < INTERRUPTS; line++) {
                opening.tell("line" + line, hypervisor, new ToHypervisor.Raise());
              }
              opening.settle(message -> message instanceof ToHypervisor.Raise); // enters
            })
        .holding(
            () ->
                List.of(
                    Monitor.atEnd(
                        "interrupt-delivered",
                        states ->
                            states.of("hypervisor") instanceof Hypervisor left && left.waiting() > 0
                                ? "an interrupt is left in the hypervisor's list"
                                : null)));
  }

  /// @param waiting interrupts in no list register
  /// @param spills whether, when the hypervisor asked to enter, there were too many
  private record Hypervisor(
      ActorRef<ToInterface> cpu, int waiting, boolean inGuest, boolean kicked, boolean spills) {
    static Hypervisor entering(ActorRef<ToInterface> cpu, int waiting) {
      cpu.tell(new ToInterface.Ask());
      return new Hypervisor(cpu, waiting, false, false, waiting > LIST_REGISTERS);
    }

    Hypervisor raised() {
      if (inGuest && !kicked) {
        cpu.tell(new ToInterface.Kick());
      }
      return new Hypervisor(cpu, waiting + 1, inGuest, inGuest, spills);
    }

    Hypervisor enter(Decision decision) {
      int filled = Math.min(LIST_REGISTERS, waiting);
      int rest = waiting - filled;
      boolean underflow =
          switch (decision) {
            case WHEN_FILLED -> rest > 0;
            case WHEN_ASKED -> spills;
          };
      cpu.tell(new ToInterface.Enter(filled, underflow));
      return new Hypervisor(cpu, rest, true, false, spills);
    }
  }

  private static Behavior<ToHypervisor> hypervisor(Decision decision) {
    return StatefulBehavior.of(
        sim -> Hypervisor.entering(sim.context().spawn(cpu(sim.self()), "cpu"), 0),
        (_, state, message) ->
            switch (message) {
              case ToHypervisor.Raise _ -> state.raised();
              case ToHypervisor.Free _ -> state.enter(decision);
              case ToHypervisor.Exit(int left) ->
                  Hypervisor.entering(state.cpu(), left + state.waiting());
            });
  }

  /// @param entry how often the guest has been entered
  /// @param filled list registers with an interrupt
  private record Interface(int entry, boolean inGuest, int filled, boolean underflow) {
    static final Interface START = new Interface(0, false, 0, false);

    Interface enter(ToInterface.Enter how) {
      return new Interface(entry + 1, true, how.filled(), how.underflow());
    }

    Interface handleOne() {
      return new Interface(entry, true, filled - 1, underflow);
    }

    Interface exit(ActorRef<ToHypervisor> hypervisor) {
      hypervisor.tell(new ToHypervisor.Exit(filled));
      return new Interface(entry, false, 0, false);
    }

    /// The guest runs on, and handles what it has; or it exits to have its registers filled.
    Interface goOn(ActorRef<ToInterface> self, ActorRef<ToHypervisor> hypervisor) {
      if (underflow && filled <= 1) {
        return exit(hypervisor);
      }
      if (filled > 0) {
        self.tell(new ToInterface.Handle(entry));
      }
      return this;
    }
  }

  private static Behavior<ToInterface> cpu(ActorRef<ToHypervisor> hypervisor) {
    return StatefulBehavior.of(
        _ -> Interface.START,
        (sim, state, message) ->
            switch (message) {
              case ToInterface.Ask _ -> {
                hypervisor.tell(new ToHypervisor.Free());
                yield state;
              }
              case ToInterface.Enter enter -> state.enter(enter).goOn(sim.self(), hypervisor);
              case ToInterface.Handle(int entry) when state.inGuest() && entry == state.entry() ->
                  state.handleOne().goOn(sim.self(), hypervisor);
              case ToInterface.Kick _ when state.inGuest() -> state.exit(hypervisor);
              case ToInterface.Handle _, ToInterface.Kick _ -> state; // too late
            });
  }
}
