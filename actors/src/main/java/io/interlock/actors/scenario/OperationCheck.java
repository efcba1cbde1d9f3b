package io.interlock.actors.scenario;

import io.interlock.actors.host.GicPlan;
import io.interlock.actors.host.VmPlan;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.guest.GuestParser;
import io.interlock.hypervisor.guest.SgiTarget;
import io.interlock.hypervisor.vgic.FrameRegister;
import java.util.List;

/// Checks of guest operations what only their VM can tell, line by line, so that a complaint finds
/// its place.
final class OperationCheck {
  private final int vcpus;
  private final int interrupts;
  private final List<Integer> devices;
  private final GicPlan.Start gic;

  /// For a VM with so many vCPUs and these devices.
  OperationCheck(int vcpus, List<DeviceSpec> devices, GicPlan.Start gic) {
    this.vcpus = vcpus;
    this.gic = gic;
    this.devices = devices.stream().map(DeviceSpec::intid).toList();
    interrupts = VmPlan.interrupts(this.devices);
  }

  /// The operation in a line, which has been parsed before.
  void check(Section section, String key, String line) {
    String words = line.strip();
    if (words.endsWith("{") || words.equals("}")) {
      return;
    }
    switch (GuestParser.parse(List.of(words)).getFirst()) {
      case GuestOperation.SendSgi(_, SgiTarget.Vcpus(var targets)) ->
          targets.forEach(target -> checkTarget(section, key, target));
      case GuestOperation.ReadRegister(var register, _) -> checkRegister(section, key, register);
      case GuestOperation.WriteRegister(var register, _) -> checkRegister(section, key, register);
      case GuestOperation.OfGic access -> {
        checkInterrupts(section, key, access.register());
        checkOwner(section, key, access.owner());
      }
      case GuestOperation.ServeDevice(int intid) -> checkDevice(section, key, intid);
      default -> {}
    }
  }

  private static void checkRegister(Section section, String key, String register) {
    try {
      SysReg.named(register);
    } catch (IllegalArgumentException e) {
      throw section.refuse(key, String.valueOf(e.getMessage()), "AArch64 system registers");
    }
  }

  /// A VM's GIC has no registers of interrupts that it does not have.
  private void checkInterrupts(Section section, String key, FrameRegister register) {
    if (gic == GicPlan.Start.NONE) {
      throw section.refuse(
          key, register.name() + " of a VM without a GIC", "registers of the CPU, or gic = set-up");
    }
    int first = register.firstIntId();
    int end = register.distributor() ? interrupts : 32;
    if (first >= end) {
      throw section.refuse(
          key,
          register.name() + " is about INTID " + first,
          "INTIDs 0 to " + (end - 1) + (register.distributor() ? " of this VM's GIC" : ""));
    }
  }

  private void checkOwner(Section section, String key, int owner) {
    if (owner >= vcpus) {
      throw section.refuse(
          key, "there is no redistributor of vCPU " + owner, "vCPUs 0 to " + (vcpus - 1));
    }
  }

  private void checkDevice(Section section, String key, int intid) {
    if (!devices.contains(intid)) {
      throw section.refuse(
          key,
          "the VM has no device with SPI " + intid,
          devices.isEmpty() ? "devices = [...]" : "SPIs " + devices);
    }
  }

  private void checkTarget(Section section, String key, int target) {
    if (target >= vcpus) {
      throw section.refuse(
          key, "an SGI goes to vCPU " + target, "vCPUs 0 to " + (vcpus - 1) + " of this VM");
    }
  }
}
