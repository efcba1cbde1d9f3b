package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.PmuRegisters.CONTROL;

import io.interlock.hardware.register.RegisterFile;
import java.util.function.LongSupplier;

/// The warm reset of a PMU: all that the architecture leaves UNKNOWN is drawn.
///
/// Known are PMCR_EL0.E and the instruction counter's overflow, which are zero. MDCR_EL2 is the
/// hypervisor's affair.
public final class PmuReset {
  private PmuReset() {}

  /// Resets the registers of a PMU.
  ///
  /// @param unknown draws 64 bits each time
  public static void warm(RegisterFile file, PmuModel model, LongSupplier unknown) {
    WriteMasks masks = WriteMasks.of(model);
    long counters = new CounterRanges(file, model).all();
    file.assign(CONTROL, unknown.getAsLong() & masks.control() & ~PmuRegisters.E);
    file.assign(PmuRegisters.SELECTOR, PmuRegisters.SEL.get(unknown.getAsLong()));
    file.assign(PmuRegisters.ENABLED, unknown.getAsLong() & counters);
    file.assign(PmuRegisters.INTERRUPTS, unknown.getAsLong() & counters);
    file.assign(
        PmuRegisters.OVERFLOWS, unknown.getAsLong() & counters & ~(1L << Pmu.INSTRUCTION_COUNTER));
    file.assign(PmuRegisters.USER_ENABLE, unknown.getAsLong() & masks.userEnable());
    file.assign(PmuRegisters.USER_ACCESS, unknown.getAsLong() & masks.userAccess());
    for (long rest = counters; rest != 0; rest &= rest - 1) {
      resetCounter(Long.numberOfTrailingZeros(rest), file, model, masks, unknown);
    }
  }

  private static void resetCounter(
      int n, RegisterFile file, PmuModel model, WriteMasks masks, LongSupplier unknown) {
    boolean event = n < Pmu.CYCLE_COUNTER;
    long width = event && !model.hasLongEventCounters() ? 0xFFFF_FFFFL : -1;
    file.assign(PmuRegisters.counter(n), unknown.getAsLong() & width);
    long type = event ? masks.eventType() : masks.filter();
    file.assign(PmuRegisters.type(n), unknown.getAsLong() & type);
  }
}
