package io.interlock.hardware.topology;

import static io.interlock.hardware.topology.Architecture.V8_0;
import static io.interlock.hardware.topology.Architecture.V8_2;
import static io.interlock.hardware.topology.Architecture.V8_4;
import static io.interlock.hardware.topology.Architecture.V9_0;
import static io.interlock.hardware.topology.Architecture.V9_2;
import static io.interlock.hardware.topology.Architecture.V9_4;
import static io.interlock.hardware.topology.CoreClass.BIG;
import static io.interlock.hardware.topology.CoreClass.LITTLE;
import static io.interlock.hardware.topology.CoreClass.PRIME;
import static io.interlock.hardware.topology.CoreClass.SERVER;

import java.util.List;

/// The table behind [CoreType].
///
/// Sourced from published tables and device trees: event counters; SLOTS of A710, X3 (at least 6),
/// N2, V1 and V2; SPE of A720, X3, N1, V1, N2 and V2, and its absence in A53 to A76.
///
/// Everything else is recalled: clocks (typical of one shipped chip), performance, four list
/// registers on Arm's own cores, SPE of A710, A715 and X4. SLOTS that nobody verified are 0, which
/// a core may report.
final class CoreTypes {
  private static final boolean SPE = true;
  private static final boolean NO_SPE = false;

  // name, compatible, class, architecture, MHz, performance per MHz, LRs, counters, SLOTS, SPE
  static final List<CoreType> ALL =
      List.of(
          core("Cortex-A53", "arm,cortex-a53", LITTLE, V8_0, 1400, 420, 4, 6, 0, NO_SPE),
          core("Cortex-A55", "arm,cortex-a55", LITTLE, V8_2, 1800, 460, 4, 6, 0, NO_SPE),
          core("Cortex-A57", "arm,cortex-a57", BIG, V8_0, 1100, 640, 4, 6, 0, NO_SPE),
          core("Cortex-A72", "arm,cortex-a72", BIG, V8_0, 1800, 680, 4, 6, 0, NO_SPE),
          core("Cortex-A73", "arm,cortex-a73", BIG, V8_0, 2360, 700, 4, 6, 0, NO_SPE),
          core("Cortex-A76", "arm,cortex-a76", BIG, V8_2, 2400, 870, 4, 6, 0, NO_SPE),
          core("Cortex-A78", "arm,cortex-a78", BIG, V8_2, 2600, 920, 4, 6, 0, NO_SPE),
          core("Cortex-X1", "arm,cortex-x1", PRIME, V8_2, 2800, 1080, 4, 6, 0, NO_SPE),
          core("Cortex-A510", "arm,cortex-a510", LITTLE, V9_0, 2000, 480, 4, 6, 0, NO_SPE),
          core("Cortex-A710", "arm,cortex-a710", BIG, V9_0, 2800, 960, 4, 6, 5, SPE),
          core("Cortex-A715", "arm,cortex-a715", BIG, V9_0, 2800, 1000, 4, 6, 0, SPE),
          core("Cortex-X3", "arm,cortex-x3", PRIME, V9_0, 3200, 1240, 4, 6, 6, SPE),
          core("Cortex-A520", "arm,cortex-a520", LITTLE, V9_2, 1800, 500, 4, 6, 0, NO_SPE),
          core("Cortex-A720", "arm,cortex-a720", BIG, V9_2, 2500, 1024, 4, 6, 0, SPE),
          core("Cortex-X4", "arm,cortex-x4", PRIME, V9_2, 3300, 1320, 4, 6, 0, SPE),
          core("Neoverse-N1", "arm,neoverse-n1", SERVER, V8_2, 3000, 880, 4, 6, 0, SPE),
          core("Neoverse-V1", "arm,neoverse-v1", SERVER, V8_4, 2600, 1080, 4, 6, 8, SPE),
          core("Neoverse-N2", "arm,neoverse-n2", SERVER, V9_0, 3000, 960, 4, 6, 5, SPE),
          core("Neoverse-V2", "arm,neoverse-v2", SERVER, V9_0, 2800, 1200, 4, 6, 8, SPE),
          core("Kryo", "qcom,kryo", BIG, V8_0, 2150, 640, 4, 6, 0, NO_SPE),
          core("Kryo 385", "qcom,kryo385", BIG, V8_2, 2800, 780, 4, 6, 0, NO_SPE),
          core("Kryo 485", "qcom,kryo485", BIG, V8_2, 2840, 870, 4, 6, 0, NO_SPE),
          core("Kryo 585", "qcom,kryo585", BIG, V8_2, 2840, 900, 4, 6, 0, NO_SPE),
          // Arm's models: 8 counters and SPE by default [host table], 16 list registers [recalled].
          core("Armv8 model", "arm,armv8", BIG, V8_4, 1000, 512, 16, 8, 0, SPE),
          // What Arm's architecture model has when it is asked for everything [recalled].
          core("Armv9.4 model", "arm,armv9.4", BIG, V9_4, 1000, 512, 16, 8, 0, SPE));

  static final CoreType GENERIC =
      core("generic", "(unknown)", BIG, V8_2, 2000, 800, 4, 6, 0, NO_SPE);

  private CoreTypes() {}

  private static CoreType core(
      String name,
      String compatible,
      CoreClass coreClass,
      Architecture architecture,
      int megahertz,
      int performancePerMhz,
      int listRegisters,
      int eventCounters,
      int slots,
      boolean spe) {
    return new CoreType(
        name,
        compatible,
        coreClass,
        architecture,
        megahertz * 1_000_000L,
        performancePerMhz,
        listRegisters,
        eventCounters,
        slots,
        spe);
  }
}
