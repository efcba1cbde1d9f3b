package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.spe.LockedMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads what a scenario says of SPE.
final class SpeReader {
  private static final int QUEUED_RECORDS_MAX = 1024;
  private static final long PICOS_MAX = 3_600_000_000_000_000L;
  private static final long BLACKOUT_PICOS = 50_000_000L;
  private static final long MEMLOCK_BYTES = 64L << 20;
  private static final long BYTES_MAX = 1L << 52;
  private static final int PAGES_MAX = 256;
  private static final int PAGES = 16;
  private static final long PERIOD_MAX = 0xFFFF_FF00L;
  private static final int FIRST_PPI = 16;
  private static final int LAST_PPI = 31;
  private static final int USUAL_PPI = 21;
  private static final String UNITS = String.join(", ", Words.all(SpeSpec.Unit.class));
  private static final String CHOICES = "names such as arm_spe_0 and armv8_pmuv3_1";

  private SpeReader() {}

  /// How a host gives it to guests.
  static SpeSpec host(Section spe) {
    spe.allowOnly(ScenarioKeys.HOST_SPE);
    return new SpeSpec(
        units(spe),
        spe.word("driver", SpeSpec.Driver.class, SpeSpec.Driver.COUNTED),
        time(spe, "load-at", 0),
        time(spe, "unload-at", -1),
        spe.count("queued-records", 0, QUEUED_RECORDS_MAX, 0),
        spe.word("review", SpeSpec.Review.class, SpeSpec.Review.CORRECTED),
        spe.word("pinning", LockedMemory.Policy.class, LockedMemory.Policy.BUFFER),
        spe.whole("memlock", 0, BYTES_MAX, MEMLOCK_BYTES),
        spe.word("notifiers", SpeSpec.Notifiers.class, SpeSpec.Notifiers.HONOURED),
        record(spe),
        time(spe, "blackout-max", BLACKOUT_PICOS));
  }

  private static SpeSpec.@Nullable Session record(Section spe) {
    if (!spe.has("record")) {
      return null;
    }
    Section record = spe.section("record");
    record.allowOnly(ScenarioKeys.HOST_SPE_RECORD);
    int pages = record.count("buffer-pages", 2, PAGES_MAX, PAGES);
    if (Integer.bitCount(pages) != 1) {
      throw record.refuse("buffer-pages", pages + " pages", "powers of two, 2 to " + PAGES_MAX);
    }
    return new SpeSpec.Session(
        time(record, "from", 0),
        time(record, "for", -1),
        record.whole("period", 256, PERIOD_MAX, 1024),
        pages);
  }

  private static List<SpeSpec.Unit> units(Section spe) {
    List<SpeSpec.Unit> units = new ArrayList<>();
    if (spe.has("units")) {
      for (String word : spe.texts("units", UNITS)) {
        units.add(
            Words.parse(word, SpeSpec.Unit.class)
                .orElseThrow(
                    () -> spe.refuse("units", "no SPU is of kind " + quoted(word), UNITS)));
      }
    }
    return units;
  }

  private static long time(Section spe, String key, long unset) {
    return spe.quantity(key, Quantity.DURATION, 0, PICOS_MAX, "a duration of 0 to 1 hour", unset);
  }

  /// What a VM wants; null where it wants none.
  static SpeSpec.@Nullable OfVm vm(Section vm, int vcpus) {
    if (!vm.has("spe")) {
      return null;
    }
    Section spe = vm.section("spe");
    spe.allowOnly(ScenarioKeys.VM_SPE);
    return new SpeSpec.OfVm(
        spe.count("irq", FIRST_PPI, LAST_PPI, USUAL_PPI),
        spe.has("choose") ? spe.texts("choose", CHOICES) : List.of("arm_spe_0"),
        spe.whole("buffer-max", 0, BYTES_MAX, -1),
        spe.word("runs-early", YesOrNo.class, YesOrNo.NO) == YesOrNo.YES,
        spe.word("on-rlimit", OnRlimit.class, OnRlimit.STOP) == OnRlimit.RAISE,
        capable(spe, vcpus));
  }

  /// A list of vCPUs is written as one of CPUs is.
  private static Set<Integer> capable(Section spe, int vcpus) {
    if (!spe.has("perfmon-capable")) {
      return Set.of();
    }
    String allowed = "vCPUs 0 to " + (vcpus - 1) + ", as in 0-1 or 0,3";
    String written = spe.text("perfmon-capable", allowed);
    Set<Integer> named = new TreeSet<>();
    try {
      CpuSet.parse(written).stream().forEach(named::add);
    } catch (IllegalArgumentException _) {
      throw spe.wrong("perfmon-capable", allowed);
    }
    if (named.isEmpty() || Collections.max(named) >= vcpus) {
      throw spe.refuse("perfmon-capable", quoted(written) + " names no vCPU of this VM", allowed);
    }
    return named;
  }

  /// What user space does about KVM_EXIT_RLIMIT.
  enum OnRlimit {
    STOP,
    RAISE
  }

  /// An answer.
  enum YesOrNo {
    NO,
    YES
  }
}
