package io.interlock.tests.races;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import java.util.List;

/// A guest that sets its timer and waits for it (WFI). The hypervisor saves the timer, and if it is
/// still armed sets a timer of its own that wakes the vCPU (`kvm_timer_blocking`).
///
/// The timer may fire after the vCPU was put and before the timer is saved. Then it is no longer
/// armed, and its interrupt is pending, which the hypervisor must see before it blocks. The defect
/// takes no notice of an interrupt that comes while no guest runs: unless something else wakes it,
/// the vCPU sleeps for ever.
final class BlockingTimer {
  private static final int SLEEPS = 2;
  private static final int INSTRUCTIONS = 8;
  private static final int OTHER_INTERRUPTS = 3;
  private static final long SLEEP_PICOS = 1_000_000;

  private BlockingTimer() {}

  /// Whether the hypervisor notes an interrupt that comes between put and block.
  enum BetweenPutAndBlock {
    NOTED,
    IGNORED
  }

  private enum Alarm {
    CNTV,
    HRTIMER
  }

  sealed interface ToTimer {
    record Set() implements ToTimer {}

    record Save() implements ToTimer {}

    record Expire() implements ToTimer {}
  }

  sealed interface ToVcpu {
    /// The guest runs on; it waits when so many instructions are done.
    record Run(int left) implements ToVcpu {}

    /// The timer's interrupt.
    record Fired() implements ToVcpu {}

    /// The timer is saved, and was armed or not.
    record Saved(boolean armed) implements ToVcpu {}

    /// The hypervisor's own timer.
    record WakeUp() implements ToVcpu {}

    /// An interrupt of some device.
    record Interrupt() implements ToVcpu {}
  }

  static Scene scene(BetweenPutAndBlock interrupt) {
    return Scene.of(
            "blocking-timer",
            opening -> {
              var vcpu = opening.spawn(vcpu(interrupt), "vcpu");
              for (int i = 0; i < OTHER_INTERRUPTS; i++) {
                opening.tell("line", vcpu, new ToVcpu.Interrupt());
              }
            })
        .holding(
            () ->
                List.of(
                    Monitor.atEnd(
                        "progress",
                        states ->
                            states.of("vcpu") instanceof Vcpu vcpu && vcpu.phase() != Phase.IN_GUEST
                                ? "the vCPU sleeps and nothing will wake it"
                                : null)));
  }

  private static Behavior<ToTimer> timer(ActorRef<ToVcpu> vcpu) {
    return StatefulBehavior.of(
        _ -> false,
        (sim, armed, message) ->
            switch (message) {
              case ToTimer.Set _ -> {
                sim.arm(Alarm.CNTV, SLEEP_PICOS, new ToTimer.Expire());
                yield true;
              }
              case ToTimer.Expire _ -> {
                vcpu.tell(new ToVcpu.Fired());
                yield false;
              }
              case ToTimer.Save _ -> {
                sim.disarm(Alarm.CNTV);
                vcpu.tell(new ToVcpu.Saved(armed));
                yield false;
              }
            });
  }

  /// Where the vCPU is.
  private enum Phase {
    IN_GUEST,
    PUT,
    BLOCKED
  }

  /// @param over whether the guest's time is over, so that it need not wait
  private record Vcpu(ActorRef<ToTimer> timer, Phase phase, int sleeps, boolean over) {
    Vcpu in(Phase next) {
      return new Vcpu(timer, next, sleeps, over);
    }

    Vcpu timeIsOver() {
      return new Vcpu(timer, phase, sleeps, true);
    }

    /// The guest goes on, and sleeps again as often as it wants to.
    Vcpu goOn(Sim<ToVcpu> sim) {
      sim.disarm(Alarm.HRTIMER);
      if (sleeps == SLEEPS) {
        return in(Phase.IN_GUEST);
      }
      timer.tell(new ToTimer.Set());
      sim.self().tell(new ToVcpu.Run(INSTRUCTIONS));
      return new Vcpu(timer, Phase.IN_GUEST, sleeps + 1, false);
    }

    Vcpu put() {
      timer.tell(new ToTimer.Save());
      return in(Phase.PUT);
    }

    /// Sleeps, unless an interrupt is pending.
    Vcpu block(Sim<ToVcpu> sim, boolean armed) {
      if (over) {
        return goOn(sim);
      }
      if (armed) {
        sim.arm(Alarm.HRTIMER, SLEEP_PICOS, new ToVcpu.WakeUp());
      }
      return in(Phase.BLOCKED);
    }
  }

  private static Behavior<ToVcpu> vcpu(BetweenPutAndBlock interrupt) {
    return StatefulBehavior.of(
        sim -> {
          ActorRef<ToTimer> timer = sim.context().spawn(timer(sim.self()), "timer");
          return new Vcpu(timer, Phase.IN_GUEST, 0, false).goOn(sim);
        },
        (sim, vcpu, message) ->
            switch (message) {
              case ToVcpu.Run(int left) when left > 0 -> {
                sim.self().tell(new ToVcpu.Run(left - 1));
                yield vcpu;
              }
              case ToVcpu.Run _ -> vcpu.over() ? vcpu.goOn(sim) : vcpu.put();
              case ToVcpu.Saved(boolean armed) -> vcpu.block(sim, armed);
              case ToVcpu.WakeUp _ -> vcpu.goOn(sim);
              case ToVcpu.Fired _, ToVcpu.Interrupt _ ->
                  switch (vcpu.phase()) {
                    case IN_GUEST -> message instanceof ToVcpu.Fired ? vcpu.timeIsOver() : vcpu;
                    case PUT ->
                        switch (interrupt) {
                          case NOTED -> vcpu.timeIsOver();
                          case IGNORED -> vcpu;
                        };
                    case BLOCKED -> vcpu.goOn(sim);
                  };
            });
  }
}
