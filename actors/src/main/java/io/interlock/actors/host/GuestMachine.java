package io.interlock.actors.host;

import io.interlock.hardware.identity.CoreIdentity;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.topology.CoreType;
import io.interlock.hypervisor.identity.HostIdentity;
import io.interlock.hypervisor.identity.VmFeatures;
import io.interlock.hypervisor.identity.VmIdentity;
import java.util.List;

/// What user space chooses of a VM's machine, beside its vCPUs and their PMU.
///
/// @param identity its ID registers at the first run
/// @param hasGic whether guests can use a GIC's CPU interface: not without a GIC in the kernel, and
///     not where user space has hidden it. On a host with a GICv2 they use registers in its place
/// @param suspend what becomes of SYSTEM_SUSPEND
public record GuestMachine(VmIdentity identity, boolean hasGic, Suspend suspend) {
  /// One with a GICv3 and room for a PMU, on a host of modest cores, for those that do not care.
  public static final GuestMachine USUAL =
      new GuestMachine(
          VmIdentity.created(
              HostIdentity.of(List.of(CoreIdentity.of(CoreType.generic(), null, true)), 0),
              new VmFeatures(PmuVersion.V3P5.idField(), 0)),
          true,
          Suspend.UNKNOWN);

  /// The same with the ID registers that its guests have read on another host, if they have.
  ///
  /// @param identity as [VmIdentity#save] gave it there, empty if it is from nowhere
  public GuestMachine moved(List<Long> identity) {
    return identity.isEmpty()
        ? this
        : new GuestMachine(this.identity.restored(identity), hasGic, suspend);
  }

  /// What a VMM does about the guest's call of SYSTEM_SUSPEND.
  public enum Suspend {
    /// It has not asked for it (`KVM_CAP_ARM_SYSTEM_SUSPEND`): the guest is told that there is no
    /// such function.
    UNKNOWN,
    /// It suspends the vCPU that calls, until something wakes it.
    HONOURED,
    /// It answers DENIED.
    DENIED
  }
}
