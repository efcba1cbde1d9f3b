package io.interlock.hardware.pmu;

import java.util.Map;

/// How often each event happens while a PE computes: so many times in [#PERIOD_CYCLES] cycles,
/// evenly spread.
///
/// The k-th event of a kind happens in the first cycle by which that many have to be through, as
/// if it were drawn with a ruler. So the number of events between two cycles follows from the two
/// alone, whatever pieces the stretch is cut into, and takes no longer to tell for a long one.
public final class EventMix {
  /// Rates are events in so many cycles.
  public static final int PERIOD_CYCLES = 1000;

  /// Stands for cycles or events that are never reached.
  public static final long NEVER = Long.MAX_VALUE;

  /// One instruction a cycle, and nothing else that a PMU counts.
  public static final EventMix ONE_INSTRUCTION_A_CYCLE =
      of(Map.of(PmuEvent.INST_RETIRED, PERIOD_CYCLES));

  private static final int EVENTS = 0x40;
  private static final int RATE_MAX = 1000 * PERIOD_CYCLES;

  private final int[] rates;

  private EventMix(int[] rates) {
    this.rates = rates;
  }

  /// Events in a period, by event number 0x00 to 0x3F; those that are not named never happen, but
  /// for CPU_CYCLES, which does in each cycle. Throws `IllegalArgumentException` for other numbers,
  /// for rates below 0 or above 1000 in a cycle, and for a rate of cycles.
  public static EventMix of(Map<Integer, Integer> eventsInPeriod) {
    int[] rates = new int[EVENTS];
    eventsInPeriod.forEach(
        (event, rate) -> {
          boolean possible = event >= 0 && event < EVENTS && event != PmuEvent.CPU_CYCLES;
          if (!possible || rate < 0 || rate > RATE_MAX) {
            throw new IllegalArgumentException(
                "event 0x%x %d times in %d cycles; allowed: events 0x0 to 0x3f but 0x11, 0 to %d"
                    .formatted(event, rate, PERIOD_CYCLES, RATE_MAX));
          }
          rates[event] = rate;
        });
    rates[PmuEvent.CPU_CYCLES] = PERIOD_CYCLES;
    return new EventMix(rates);
  }

  /// Events in [#PERIOD_CYCLES] cycles.
  public int rate(int event) {
    return event >= 0 && event < EVENTS ? rates[event] : 0;
  }

  /// How many times the event happens in `cycles` cycles.
  ///
  /// @param from how many cycles have gone before since the mix began
  public long times(int event, long from, long cycles) {
    long rate = rate(event);
    if (rate == PERIOD_CYCLES) {
      return cycles;
    }
    long start = from % PERIOD_CYCLES;
    return cycles / PERIOD_CYCLES * rate
        + (start + cycles % PERIOD_CYCLES) * rate / PERIOD_CYCLES
        - start * rate / PERIOD_CYCLES;
  }

  /// The least number of cycles in which the event happens `times` times, or [#NEVER].
  ///
  /// @param from how many cycles have gone before since the mix began
  public long cyclesUntil(int event, long from, long times) {
    long rate = rate(event);
    if (rate == PERIOD_CYCLES || times == NEVER) {
      return times;
    }
    // Beyond this, events in a period times cycles does not fit a long any more.
    boolean tooFar = rate == 0 || times > NEVER / PERIOD_CYCLES - RATE_MAX;
    if (tooFar) {
      return NEVER;
    }
    long start = from % PERIOD_CYCLES;
    long target = (times + start * rate / PERIOD_CYCLES) * PERIOD_CYCLES;
    return Math.ceilDiv(target, rate) - start;
  }
}
