package io.interlock.hardware.pmu;

import io.interlock.hardware.text.Nearest;
import io.interlock.hardware.text.OneLine;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of the architecture's common events.
public final class PmuEvent {
  /// Counts writes of PMSWINC_EL0.
  public static final int SW_INCR = 0x00;

  /// Counts refills of the first-level instruction cache.
  public static final int L1I_CACHE_REFILL = 0x01;

  /// Counts refills of the first-level data cache.
  public static final int L1D_CACHE_REFILL = 0x03;

  /// Counts accesses of the first-level data cache.
  public static final int L1D_CACHE = 0x04;

  /// Counts instructions that were architecturally executed.
  public static final int INST_RETIRED = 0x08;

  /// Counts branches that were mispredicted.
  public static final int BR_MIS_PRED = 0x10;

  /// Counts cycles of the PE.
  public static final int CPU_CYCLES = 0x11;

  /// Counts branches that could be predicted.
  public static final int BR_PRED = 0x12;

  /// Counts data memory accesses.
  public static final int MEM_ACCESS = 0x13;

  /// Counts operations that were executed, even if speculatively.
  public static final int INST_SPEC = 0x1B;

  /// Counts overflows of the even counter before an odd one.
  public static final int CHAIN = 0x1E;

  /// Counts cycles without an operation from the front end.
  public static final int STALL_FRONTEND = 0x23;

  /// Counts cycles without an operation issued because of the back end.
  public static final int STALL_BACKEND = 0x24;

  /// Counts slots of [#STALL_BACKEND].
  public static final int STALL_SLOT_BACKEND = 0x3D;

  /// Counts slots of [#STALL_FRONTEND].
  public static final int STALL_SLOT_FRONTEND = 0x3E;

  /// Counts slots without an operation.
  public static final int STALL_SLOT = 0x3F;

  private static final Map<String, Integer> BY_NAME =
      Map.ofEntries(
          Map.entry("sw_incr", SW_INCR),
          Map.entry("l1i_cache_refill", L1I_CACHE_REFILL),
          Map.entry("l1d_cache_refill", L1D_CACHE_REFILL),
          Map.entry("l1d_cache", L1D_CACHE),
          Map.entry("inst_retired", INST_RETIRED),
          Map.entry("br_mis_pred", BR_MIS_PRED),
          Map.entry("cpu_cycles", CPU_CYCLES),
          Map.entry("br_pred", BR_PRED),
          Map.entry("mem_access", MEM_ACCESS),
          Map.entry("inst_spec", INST_SPEC),
          Map.entry("chain", CHAIN),
          Map.entry("stall_frontend", STALL_FRONTEND),
          Map.entry("stall_backend", STALL_BACKEND),
          Map.entry("stall_slot_backend", STALL_SLOT_BACKEND),
          Map.entry("stall_slot_frontend", STALL_SLOT_FRONTEND),
          Map.entry("stall_slot", STALL_SLOT));

  private static final Pattern RAW = Pattern.compile("r([0-9a-f]{1,4})");

  private PmuEvent() {}

  /// The names by which Linux knows the events above, by number.
  public static List<String> names() {
    return BY_NAME.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The number of an event, by its name or as `r` and up to four hexadecimal digits. Throws
  /// `IllegalArgumentException` with the nearest name for anything else.
  public static int numberOf(String name) {
    Integer known = BY_NAME.get(name);
    if (known != null) {
      return known;
    }
    Matcher raw = RAW.matcher(name);
    if (raw.matches()) {
      return Integer.parseInt(raw.group(1), 16);
    }
    throw new IllegalArgumentException(
        "no event is named \"%s\"%s; allowed: %s, or r and its number in hexadecimal"
            .formatted(OneLine.of(name), Nearest.hint(name, names()), String.join(", ", names())));
  }
}
