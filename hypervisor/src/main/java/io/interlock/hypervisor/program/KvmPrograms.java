package io.interlock.hypervisor.program;

import io.interlock.hypervisor.program.source.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The names that KVM's run loop offers to programs, and the programs that come with Interlock.
public final class KvmPrograms {
  private static final List<String> FEATURES =
      List.of(
          "vhe",
          "fgt",
          "hcrx",
          "hpmn0",
          "pmuv3",
          "pmuv3p5",
          "spe",
          "ras",
          "poe",
          "pauth",
          "cntpoff",
          "pseudo-nmi",
          "userspace-irqchip",
          "partitioned-pmu",
          "monitor-control-added",
          "beside-partitioned",
          "vspe",
          "spe-fne",
          "spe-fds");

  /// Masks and counts. `guest` and `host` are the PMU bits of either side.
  private static final List<String> CONSTANTS =
      List.of(
          "guest",
          "host",
          "counters",
          "guest-counters",
          "active-priority-registers",
          "hyp-vectors",
          "irq-on-priority");

  private static final List<String> LIVE_VALUES =
      List.of(
          "list-registers-used",
          "host-only-events",
          "guest-only-events",
          "guest-owned",
          "spe-vcpu",
          "cpu-interface-hidden");

  private static final List<String> INTERRUPTS =
      List.of("pmu", "spe", "vtimer", "ptimer", "hvtimer", "hptimer", "maintenance");

  /// Groups of PMU registers whose accesses trap: PMCR_EL0; what counters count; PMOVSSET_EL0 and
  /// PMOVSCLR_EL0.
  private static final List<String> ACCESSES = List.of("pmcr", "pmevtyper", "pmovs");

  private static final List<String> EXTENSIONS =
      List.of(
          "pmu-partitioned",
          "pmu-partitioned-reviewed",
          "pmu-partitioned-v5",
          "pmu-partitioned-v5-traps",
          "pmu-partitioned-v5-lazy",
          "pmu-partitioned-v7",
          "pmu-partitioned-v8",
          "spe",
          "spe-status-first");

  private KvmPrograms() {}

  /// What a program for KVM may name.
  public static Vocabulary vocabulary() {
    return Vocabulary.of(
        FEATURES, CONSTANTS, LIVE_VALUES, KernelStep.names(), INTERRUPTS, ACCESSES);
  }

  /// KVM of Linux 6.12 on a host whose kernel runs at EL2.
  public static SwitchProgram vhe() {
    return shipped("kvm-vhe.ctx");
  }

  /// KVM of Linux 6.12 on a host whose kernel runs at EL1.
  public static SwitchProgram nvhe() {
    return shipped("kvm-nvhe.ctx");
  }

  /// The names of the programs that come with Interlock to be added to one of KVM's.
  public static List<String> extensions() {
    return EXTENSIONS;
  }

  /// The extension with that name, which is one of [#extensions].
  public static SwitchProgram extension(String name) {
    return SwitchProgram.parse(name + ".ctx", extensionText(name), vocabulary());
  }

  /// The text of an extension, for those who want to change it.
  public static String extensionText(String name) {
    if (!EXTENSIONS.contains(name)) {
      throw new IllegalArgumentException("no extension is named " + name);
    }
    return text(name + ".ctx");
  }

  private static SwitchProgram shipped(String file) {
    return SwitchProgram.parse(file, text(file), vocabulary());
  }

  private static String text(String file) {
    String path = "/io/interlock/hypervisor/programs/" + file;
    try (InputStream in = KvmPrograms.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + path + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
