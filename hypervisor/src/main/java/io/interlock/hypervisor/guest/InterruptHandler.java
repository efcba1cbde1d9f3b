package io.interlock.hypervisor.guest;

import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.Forever;
import io.interlock.hypervisor.guest.GuestOperation.Repeat;
import io.interlock.hypervisor.guest.GuestOperation.WaitForInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.WaitForSgi;
import java.util.List;

/// What a guest does between acknowledging an interrupt and its end, with interrupts masked until
/// it opens them.
///
/// @param cycles what it computes first, 0 to 10^15
/// @param operations what it does besides; it must come to an end, so nothing here waits or loops
///     forever
public record InterruptHandler(long cycles, List<GuestOperation> operations) {
  /// The cost of a handler that nothing is known about.
  public static final InterruptHandler DEFAULT = new InterruptHandler(1000, List.of());

  /// As the driver of Linux does in brief: what has overflowed is cleared.
  private static final InterruptHandler PMU =
      new InterruptHandler(
          DEFAULT.cycles, List.of(new GuestOperation.WriteRegister("PMOVSCLR_EL0", 0xFFFF_FFFFL)));

  private static final InterruptHandler PROFILING =
      new InterruptHandler(
          DEFAULT.cycles, List.of(new GuestOperation.Profiler(ProfilerTask.INTERRUPT)));

  /// The handler of an interrupt of this kind in a program that says nothing of it.
  public static InterruptHandler defaultOf(InterruptKind kind) {
    return switch (kind) {
      case PMU -> PMU;
      case PROFILING -> PROFILING;
      case TIMER, PHYSICAL_TIMER, SGI, DEVICE -> DEFAULT;
    };
  }

  public InterruptHandler {
    if (cycles != 0) {
      Compute.CYCLES.check(cycles);
    }
    operations = List.copyOf(operations);
    operations.forEach(InterruptHandler::checkEnds);
  }

  /// Whether it ends its interrupt itself, by a write of ICC_EOIR1_EL1; then nothing more is done
  /// about that when it returns.
  boolean endsItself() {
    return operations.stream().anyMatch(InterruptHandler::ends);
  }

  private static boolean ends(GuestOperation operation) {
    return switch (operation) {
      case GuestOperation.WriteRegister(String register, _) -> register.equals("ICC_EOIR1_EL1");
      case Repeat(_, var body) -> body.stream().anyMatch(InterruptHandler::ends);
      case Forever _, GuestOperation.Profiler _, GuestOperation.Elementary _ -> false;
    };
  }

  private static void checkEnds(GuestOperation operation) {
    switch (operation) {
      case WaitForInterrupt _, WaitForSgi _, Forever _ ->
          throw new IllegalArgumentException(
              "an interrupt handler must end: " + GuestText.print(operation) + " does not");
      case Repeat(_, var body) -> body.forEach(InterruptHandler::checkEnds);
      case GuestOperation.Profiler _, GuestOperation.Elementary _ -> {}
    }
  }
}
