package io.interlock.hardware.pmu;

import io.interlock.hardware.topology.CoreType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// The implementation choices of a PMU that software can see.
///
/// @param eventCounters PMCR_EL0.N as EL2 sees it, 0 to 31
/// @param events the common events that it counts
/// @param slots `PMMIR_EL1.SLOTS`, 0 to 255; 0 before [PmuVersion#V3P4]
public record PmuModel(
    int eventCounters,
    PmuVersion version,
    Set<PmuFeature> features,
    CommonEvents events,
    int slots) {
  private static final int SLOTS_MAX = 0xFF;

  /// Keeps a copy of the set. Throws `IllegalArgumentException` for what no PE has.
  public PmuModel {
    EnumSet<PmuFeature> copy = EnumSet.noneOf(PmuFeature.class);
    copy.addAll(features);
    features = Collections.unmodifiableSet(copy);
    require(
        eventCounters >= 0 && eventCounters <= Pmu.CYCLE_COUNTER,
        eventCounters + " event counters; allowed: 0 to " + Pmu.CYCLE_COUNTER);
    require(
        slots >= 0 && slots <= (version.isAtLeast(PmuVersion.V3P4) ? SLOTS_MAX : 0),
        slots + " slots of " + version + "; allowed: 0 to 255, and 0 before V3P4");
    boolean countsInstructions = features.contains(PmuFeature.INSTRUCTION_COUNTER);
    require(
        !countsInstructions
            || (version.isAtLeast(PmuVersion.V3P9)
                && features.contains(PmuFeature.FINE_GRAINED_TRAPS_2)),
        "an instruction counter needs V3P9 and FEAT_FGT2");
  }

  /// As many event counters of that version, and nothing else but EL3 and AArch32.
  public static PmuModel plain(int eventCounters, PmuVersion version) {
    return new PmuModel(
        eventCounters,
        version,
        EnumSet.of(PmuFeature.EL3, PmuFeature.AARCH32),
        CommonEvents.of(version, 0),
        0);
  }

  /// The PMU of a core. All cores are taken to have EL3 and, at EL0 at least, AArch32; of the
  /// known ones, only a model has an instruction counter.
  public static PmuModel of(CoreType core) {
    EnumSet<PmuFeature> features = EnumSet.of(PmuFeature.EL3, PmuFeature.AARCH32);
    if (core.architecture().hasFineGrainedTraps()) {
      features.add(PmuFeature.FINE_GRAINED_TRAPS);
    }
    if (core.architecture().hasZeroHpmn()) {
      features.add(PmuFeature.ZERO_HPMN);
    }
    if (core.architecture().hasInstructionCounter()) {
      features.add(PmuFeature.FINE_GRAINED_TRAPS_2);
      features.add(PmuFeature.INSTRUCTION_COUNTER);
    }
    PmuVersion version = PmuVersion.of(core.architecture());
    int slots = version.isAtLeast(PmuVersion.V3P4) ? core.slots() : 0;
    return new PmuModel(
        core.eventCounters(), version, features, CommonEvents.of(version, slots), slots);
  }

  /// The same with one feature more.
  public PmuModel with(PmuFeature feature) {
    EnumSet<PmuFeature> more = EnumSet.of(feature);
    more.addAll(features);
    return new PmuModel(eventCounters, version, more, events, slots);
  }

  public boolean has(PmuFeature feature) {
    return features.contains(feature);
  }

  /// Whether event counters store 64 bits.
  public boolean hasLongEventCounters() {
    return version.isAtLeast(PmuVersion.V3P5);
  }

  /// Whether MDCR_EL2.HPMN may have this value; another one is CONSTRAINED UNPREDICTABLE.
  public boolean permitsSplitAt(int hpmn) {
    int least = has(PmuFeature.ZERO_HPMN) ? 0 : 1;
    return hpmn >= least && hpmn <= eventCounters;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
