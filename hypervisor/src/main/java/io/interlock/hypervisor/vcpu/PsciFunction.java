package io.interlock.hypervisor.vcpu;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The functions of PSCI 1.1 that KVM answers (`kvm_psci_1_x_call`), by their numbers in X0.
public enum PsciFunction {
  VERSION(0x8400_0000),
  CPU_SUSPEND(0xC400_0001),
  CPU_OFF(0x8400_0002),
  CPU_ON(0xC400_0003),
  AFFINITY_INFO(0xC400_0004),
  MIGRATE_INFO_TYPE(0x8400_0006),
  SYSTEM_OFF(0x8400_0008),
  SYSTEM_RESET(0x8400_0009),
  FEATURES(0x8400_000A),
  /// Known only where user space wants to hear of it (`KVM_CAP_ARM_SYSTEM_SUSPEND`).
  SYSTEM_SUSPEND(0xC400_000E);

  private static final long VERSION_1_1 = 0x1_0001;

  /// A trusted OS that need not migrate with a vCPU, or none (`PSCI_0_2_TOS_MP`).
  private static final long NO_MIGRATION = 2;

  /// SMCCC_VERSION, which FEATURES knows too.
  private static final long SMCCC_VERSION = 0x8000_0000L;

  private final int number;

  PsciFunction(int number) {
    this.number = number;
  }

  /// What it takes, in the order of X1 to X3.
  public List<String> arguments() {
    return switch (this) {
      case CPU_ON -> List.of("VCPU", "ENTRY", "CONTEXT");
      case AFFINITY_INFO -> List.of("VCPU", "LEVEL");
      case FEATURES -> List.of("FUNCTION");
      case SYSTEM_SUSPEND -> List.of("ENTRY", "CONTEXT");
      case VERSION, CPU_SUSPEND, CPU_OFF, MIGRATE_INFO_TYPE, SYSTEM_OFF, SYSTEM_RESET -> List.of();
    };
  }

  /// As guest programs write it: `cpu-on`.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The function that is written so, or null.
  public static @Nullable PsciFunction of(String text) {
    return Arrays.stream(values())
        .filter(function -> function.text().equals(text))
        .findFirst()
        .orElse(null);
  }

  /// Its number, 32 bits.
  public long number() {
    return Integer.toUnsignedLong(number);
  }

  /// What a function returns that has to do with no vCPU but the one that calls.
  public long constant(long argument) {
    return switch (this) {
      case VERSION -> VERSION_1_1;
      case MIGRATE_INFO_TYPE -> NO_MIGRATION;
      case FEATURES -> (isKnown(argument) ? PsciStatus.SUCCESS : PsciStatus.NOT_SUPPORTED).value();
      case CPU_SUSPEND, CPU_OFF, CPU_ON, AFFINITY_INFO, SYSTEM_OFF, SYSTEM_RESET, SYSTEM_SUSPEND ->
          PsciStatus.SUCCESS.value();
    };
  }

  private static boolean isKnown(long number) {
    return number == SMCCC_VERSION
        || Arrays.stream(values()).anyMatch(function -> function.number() == number);
  }
}
