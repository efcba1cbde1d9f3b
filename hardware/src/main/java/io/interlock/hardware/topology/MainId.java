package io.interlock.hardware.topology;

import java.util.Map;

/// MIDR_EL1 of core types, by which perf knows what data sources mean. Variant and revision are 0.
public final class MainId {
  private static final long ARM = 0x41L << 24;
  private static final long ARCHITECTURE_IN_ID_REGISTERS = 0xFL << 16;
  private static final int PART_SHIFT = 4;

  /// Of a model without a product, as the architecture's reference models have it.
  private static final int MODEL = 0xD0F;

  /// Part numbers, by the core's device tree binding.
  private static final Map<String, Integer> PARTS =
      Map.of(
          "arm,cortex-a55", 0xD05,
          "arm,cortex-a76", 0xD0B,
          "arm,neoverse-n1", 0xD0C,
          "arm,neoverse-v1", 0xD40,
          "arm,neoverse-n2", 0xD49,
          "arm,neoverse-v2", 0xD4F,
          "arm,cortex-a520", 0xD80,
          "arm,cortex-a720", 0xD81,
          "arm,cortex-x4", 0xD82);

  private MainId() {}

  /// The register of a core of that type.
  public static long of(CoreType type) {
    int part = PARTS.getOrDefault(type.compatible(), MODEL);
    return ARM | ARCHITECTURE_IN_ID_REGISTERS | (long) part << PART_SHIFT;
  }
}
