package io.interlock.hardware.spe;

import static io.interlock.hardware.spe.SpeRegisters.PMSFCR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.mask;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;

/// The filters that a complete sample must pass to be recorded (`SPECollectRecord`).
///
/// What the manual leaves CONSTRAINED UNPREDICTABLE: a filter that names nothing lets everything
/// pass; an event wanted and unwanted at once lets nothing pass.
final class SampleFilter {
  private static final long FE = mask(PMSFCR_EL1, "FE");
  private static final long FT = mask(PMSFCR_EL1, "FT");
  private static final long FL = mask(PMSFCR_EL1, "FL");
  private static final long FNE = mask(PMSFCR_EL1, "FnE");
  private static final long FDS = mask(PMSFCR_EL1, "FDS");
  private static final RegisterField TYPE = PMSFCR_EL1.field("TYPE");
  private static final RegisterField TYPE_MASK = PMSFCR_EL1.field("TYPEm");
  private static final RegisterField MINLAT = SpeRegisters.PMSLATFR_EL1.field("MINLAT");
  private static final int DATA_SOURCE_MASK = 0x3F;

  private final long control;
  private final long wantedEvents;
  private final long unwantedEvents;
  private final int anyOfTypes;
  private final int maskedTypes;
  private final int allOfTypes;
  private final long latencyMin;
  private final boolean hasDataSources;
  private final long dataSources;

  /// The filters as the registers set them. Registers that the SPU lacks read as zero.
  SampleFilter(RegisterFile file, SpuModel model) {
    control = file.read(PMSFCR_EL1);
    wantedEvents = file.read(SpeRegisters.PMSEVFR_EL1);
    unwantedEvents = file.read(SpeRegisters.PMSNEVFR_EL1);
    int types = (int) TYPE.get(control);
    maskedTypes = (int) TYPE_MASK.get(control);
    anyOfTypes = types & ~maskedTypes;
    allOfTypes = types & maskedTypes;
    latencyMin = MINLAT.get(file.read(SpeRegisters.PMSLATFR_EL1));
    hasDataSources = model.has(SpuFeature.FDS);
    dataSources = file.read(SpeRegisters.PMSDSFR_EL1);
  }

  /// Counts the sample in all that it matches, and says whether it passes.
  boolean passes(SampledOperation sample, SpeCounts counts) {
    counts.add(SpeCount.FEED, 1);
    boolean byEvents = passesEvents(sample.events(), counts);
    boolean byType = passesType(sample.type().flags(), counts);
    boolean byLatency = passesLatency(sample.totalLatencyCycles(), counts);
    boolean bySource = passesDataSource(sample, counts);
    boolean passes = byEvents && byType && byLatency && bySource;
    if (passes) {
      counts.add(SpeCount.FILTRATE, 1);
    }
    return passes;
  }

  /// `SPEFilterByEvents`.
  private boolean passesEvents(long events, SpeCounts counts) {
    boolean hasWanted = (~events & wantedEvents) == 0;
    boolean lacksUnwanted = (events & unwantedEvents) == 0;
    if (hasWanted && lacksUnwanted) {
      counts.add(SpeCount.FEED_EVENT, 1);
    }
    return (hasWanted || !isOn(FE)) && (lacksUnwanted || !isOn(FNE));
  }

  /// `SPEFilterByType`.
  private boolean passesType(int flags, SpeCounts counts) {
    count(flags, OperationType.BRANCH, SpeCount.FEED_BRANCH, counts);
    count(flags, OperationType.LOAD, SpeCount.FEED_LOAD, counts);
    count(flags, OperationType.STORE, SpeCount.FEED_STORE, counts);
    count(flags, OperationType.FLOATING_POINT, SpeCount.FEED_FLOATING_POINT, counts);
    count(flags, OperationType.SIMD, SpeCount.FEED_SIMD, counts);
    boolean matches =
        (anyOfTypes == 0 || (flags & anyOfTypes) != 0) && (flags & maskedTypes) == allOfTypes;
    boolean namesTypes = (anyOfTypes | maskedTypes) != 0;
    if (matches && namesTypes) {
      counts.add(SpeCount.FEED_OPERATION, 1);
    }
    return matches || !isOn(FT);
  }

  /// `SPEFilterByLatency`.
  private boolean passesLatency(long totalLatencyCycles, SpeCounts counts) {
    boolean matches = totalLatencyCycles >= latencyMin;
    if (matches) {
      counts.add(SpeCount.FEED_LATENCY, 1);
    }
    return matches || !isOn(FL);
  }

  /// `SPEFilterByDataSource`: about loads whose source is known, and no others.
  private boolean passesDataSource(SampledOperation sample, SpeCounts counts) {
    int source = sample.dataSource();
    boolean loads = (sample.type().flags() & OperationType.LOAD) != 0;
    if (!hasDataSources || !loads || source == SampledOperation.NO_SOURCE) {
      return true;
    }
    boolean matches = ((dataSources >>> (source & DATA_SOURCE_MASK)) & 1) == 1;
    if (matches) {
      counts.add(SpeCount.FEED_DATA_SOURCE, 1);
    }
    return matches || !isOn(FDS);
  }

  private boolean isOn(long bit) {
    return (control & bit) != 0;
  }

  private static void count(int flags, int flag, SpeCount what, SpeCounts counts) {
    if ((flags & flag) != 0) {
      counts.add(what, 1);
    }
  }
}
