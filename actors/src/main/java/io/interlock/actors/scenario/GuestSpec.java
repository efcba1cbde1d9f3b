package io.interlock.actors.scenario;

import io.interlock.hypervisor.guest.GuestProgram;
import org.jspecify.annotations.Nullable;

/// What the guest of a VM does.
///
/// @param text the program as the scenario names it, with the parameters that it sets
/// @param program what each vCPU does, or vCPU 0 where the others do something else
/// @param secondaries what the other vCPUs do; null for the same
/// @param start which vCPUs begin at once; the others are off
public record GuestSpec(
    String text, GuestProgram program, @Nullable GuestProgram secondaries, Start start) {
  /// Which vCPUs user space makes without KVM_ARM_VCPU_POWER_OFF.
  public enum Start {
    ALL,
    FIRST
  }

  /// A guest whose vCPUs all begin at once.
  public GuestSpec(String text, GuestProgram program, @Nullable GuestProgram secondaries) {
    this(text, program, secondaries, Start.ALL);
  }

  /// All vCPUs do the same.
  public GuestSpec(String text, GuestProgram program) {
    this(text, program, null);
  }

  /// What the vCPU with this index does.
  public GuestProgram programOf(int vcpu) {
    GuestProgram others = secondaries;
    return vcpu == 0 || others == null ? program : others;
  }
}
