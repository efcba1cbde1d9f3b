package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.Affinity;
import io.interlock.hardware.gic.SgiRequest;
import java.util.Arrays;

/// Who receives a guest's write of ICC_SGI1R_EL1 (`vgic_v3_dispatch_sgi`).
public final class SgiDispatch {
  private SgiDispatch() {}

  /// Indexes of the vCPUs that receive the SGI, in the order in which KVM queues it: all others in
  /// index order, or by position in the target list. Positions without a vCPU are passed over; RS
  /// is not looked at.
  ///
  /// @param sender index of the vCPU that wrote the register
  /// @param affinities of the VM's vCPUs by index, in [Affinity] layout
  public static int[] targets(SgiRequest request, int sender, long[] affinities) {
    int[] found = new int[affinities.length];
    int count = 0;
    if (request.allButSelf()) {
      for (int vcpu = 0; vcpu < affinities.length; vcpu++) {
        if (vcpu != sender) {
          found[count++] = vcpu;
        }
      }
      return Arrays.copyOf(found, count);
    }
    for (int rest = request.targetList(); rest != 0; rest &= rest - 1) {
      int vcpu = indexOf(request.cluster() | Integer.numberOfTrailingZeros(rest), affinities);
      if (vcpu != VgicIrq.NO_VCPU) {
        found[count++] = vcpu;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static int indexOf(long affinity, long[] affinities) {
    for (int vcpu = 0; vcpu < affinities.length; vcpu++) {
      if ((affinities[vcpu] & Affinity.MASK) == affinity) {
        return vcpu;
      }
    }
    return VgicIrq.NO_VCPU;
  }
}
