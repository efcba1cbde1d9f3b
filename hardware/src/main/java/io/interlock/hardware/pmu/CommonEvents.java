package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.PmuEvent.BR_MIS_PRED;
import static io.interlock.hardware.pmu.PmuEvent.BR_PRED;
import static io.interlock.hardware.pmu.PmuEvent.CHAIN;
import static io.interlock.hardware.pmu.PmuEvent.CPU_CYCLES;
import static io.interlock.hardware.pmu.PmuEvent.INST_RETIRED;
import static io.interlock.hardware.pmu.PmuEvent.INST_SPEC;
import static io.interlock.hardware.pmu.PmuEvent.L1D_CACHE;
import static io.interlock.hardware.pmu.PmuEvent.L1D_CACHE_REFILL;
import static io.interlock.hardware.pmu.PmuEvent.L1I_CACHE_REFILL;
import static io.interlock.hardware.pmu.PmuEvent.MEM_ACCESS;
import static io.interlock.hardware.pmu.PmuEvent.STALL_BACKEND;
import static io.interlock.hardware.pmu.PmuEvent.STALL_FRONTEND;
import static io.interlock.hardware.pmu.PmuEvent.STALL_SLOT;
import static io.interlock.hardware.pmu.PmuEvent.STALL_SLOT_BACKEND;
import static io.interlock.hardware.pmu.PmuEvent.STALL_SLOT_FRONTEND;
import static io.interlock.hardware.pmu.PmuEvent.SW_INCR;

/// Which common events a PMU implements, as PMCEID0_EL0 and PMCEID1_EL0 tell.
///
/// @param pmceid0 events 0x00 to 0x1F in the lower half, 0x4000 to 0x401F in the upper one
/// @param pmceid1 events 0x20 to 0x3F, and 0x4020 to 0x403F
public record CommonEvents(long pmceid0, long pmceid1) {
  private static final int IN_ONE_HALF = 32;
  private static final int EXTENDED = 0x4000;
  private static final int COMMON_MAX = 0x3F;

  /// Exactly these events. Throws `IllegalArgumentException` for one that is not common.
  public static CommonEvents of(int... events) {
    long low = 0;
    long high = 0;
    for (int event : events) {
      if (!isCommon(event)) {
        throw new IllegalArgumentException(
            "event 0x%x; allowed: 0x0 to 0x3f and 0x4000 to 0x403f".formatted(event));
      }
      low |= isLow(event) ? bit(event) : 0;
      high |= isLow(event) ? 0 : bit(event);
    }
    return new CommonEvents(low, high);
  }

  /// What a PMU of that version counts at least, and STALL_SLOT with its parts if it has slots.
  /// Which events a version requires is recalled.
  public static CommonEvents of(PmuVersion version, int slots) {
    CommonEvents events =
        of(
            SW_INCR,
            L1I_CACHE_REFILL,
            L1D_CACHE_REFILL,
            L1D_CACHE,
            INST_RETIRED,
            BR_MIS_PRED,
            CPU_CYCLES,
            BR_PRED,
            MEM_ACCESS,
            INST_SPEC,
            CHAIN);
    if (version.isAtLeast(PmuVersion.V3P1)) {
      events = events.and(of(STALL_FRONTEND, STALL_BACKEND));
    }
    return slots == 0
        ? events
        : events.and(of(STALL_SLOT_BACKEND, STALL_SLOT_FRONTEND, STALL_SLOT));
  }

  /// These events and others.
  public CommonEvents and(CommonEvents others) {
    return new CommonEvents(pmceid0 | others.pmceid0, pmceid1 | others.pmceid1);
  }

  /// Whether the event is implemented.
  public boolean has(int event) {
    return isCommon(event) && ((isLow(event) ? pmceid0 : pmceid1) & bit(event)) != 0;
  }

  private static boolean isCommon(int event) {
    return event >= 0 && (event & ~EXTENDED) <= COMMON_MAX;
  }

  private static boolean isLow(int event) {
    return (event & ~EXTENDED) < IN_ONE_HALF;
  }

  private static long bit(int event) {
    int half = (event & EXTENDED) == 0 ? 0 : IN_ONE_HALF;
    return 1L << (event % IN_ONE_HALF + half);
  }
}
