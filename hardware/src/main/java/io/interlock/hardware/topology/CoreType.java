package io.interlock.hardware.topology;

import java.util.List;

/// What the model knows of a core from its device-tree `compatible`.
///
/// @param name as its maker writes it, `Cortex-A720`
/// @param compatible as in the device tree, `arm,cortex-a720`
/// @param nominalHz the clock used where the device tree does not tell
/// @param performancePerMhz work per MHz, on a scale where 1024 is a Cortex-A720; used where a
///     preset needs capacities
/// @param listRegisters ICH list registers of the GIC virtual CPU interface
/// @param eventCounters PMU event counters, without the cycle counter
/// @param slots `PMMIR_EL1.SLOTS`; 0 where the core has no such field or the value is not known
/// @param hasSpe whether cores of this type are known to have the Statistical Profiling Extension
public record CoreType(
    String name,
    String compatible,
    CoreClass coreClass,
    Architecture architecture,
    long nominalHz,
    int performancePerMhz,
    int listRegisters,
    int eventCounters,
    int slots,
    boolean hasSpe) {

  /// Every type in the table.
  public static List<CoreType> known() {
    return CoreTypes.ALL;
  }

  /// The type for the first `compatible` that the table knows, else [#generic()].
  public static CoreType of(List<String> compatible) {
    for (String entry : compatible) {
      for (CoreType type : CoreTypes.ALL) {
        if (type.compatible.equals(entry)) {
          return type;
        }
      }
    }
    return CoreTypes.GENERIC;
  }

  /// The type for one `compatible`, else [#generic()].
  public static CoreType named(String compatible) {
    return of(List.of(compatible));
  }

  /// Stands in for a core that the table does not know: modest, Armv8.2.
  public static CoreType generic() {
    return CoreTypes.GENERIC;
  }

  @Override
  public String toString() {
    return name;
  }
}
