package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.EventMix.PERIOD_CYCLES;

import io.interlock.hardware.topology.CoreType;
import java.util.HashMap;
import java.util.Map;

/// What ordinary integer code makes happen in a core of some type. A suggestion of this model, not
/// a measurement: two instructions a cycle on a Cortex-A720, others by their performance.
public final class TypicalMix {
  private static final int INSTRUCTIONS = 2 * PERIOD_CYCLES;
  private static final int PERFORMANCE = 1024;
  private static final int PERCENT = 100;
  private static final int PER_MILLE = 1000;

  private TypicalMix() {}

  /// The mix of that core; events that it does not implement never happen.
  public static EventMix of(CoreType core) {
    PmuModel model = PmuModel.of(core);
    int retired = INSTRUCTIONS * core.performancePerMhz() / PERFORMANCE;
    int executed = retired * 110 / PERCENT;
    int accesses = retired * 35 / PERCENT;
    int branches = retired * 18 / PERCENT;
    Map<Integer, Integer> rates = new HashMap<>();
    rates.put(PmuEvent.INST_RETIRED, retired);
    rates.put(PmuEvent.INST_SPEC, executed);
    rates.put(PmuEvent.MEM_ACCESS, accesses);
    rates.put(PmuEvent.L1D_CACHE, accesses);
    rates.put(PmuEvent.L1D_CACHE_REFILL, accesses * 15 / PER_MILLE);
    rates.put(PmuEvent.L1I_CACHE_REFILL, retired * 2 / PER_MILLE);
    rates.put(PmuEvent.BR_PRED, branches);
    rates.put(PmuEvent.BR_MIS_PRED, branches * 8 / PER_MILLE);
    rates.put(PmuEvent.STALL_FRONTEND, PERIOD_CYCLES * 8 / PERCENT);
    rates.put(PmuEvent.STALL_BACKEND, PERIOD_CYCLES * 25 / PERCENT);
    addSlots(rates, Math.max(0, model.slots() * PERIOD_CYCLES - executed));
    rates.keySet().removeIf(event -> !model.events().has(event));
    return EventMix.of(rates);
  }

  /// Slots in which no operation went are the front end's or the back end's.
  private static void addSlots(Map<Integer, Integer> rates, int empty) {
    int frontend = empty / 4;
    rates.put(PmuEvent.STALL_SLOT, empty);
    rates.put(PmuEvent.STALL_SLOT_FRONTEND, frontend);
    rates.put(PmuEvent.STALL_SLOT_BACKEND, empty - frontend);
  }
}
