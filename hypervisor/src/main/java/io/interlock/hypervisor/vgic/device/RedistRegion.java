package io.interlock.hypervisor.vgic.device;

/// A piece of the guest's physical memory for redistributors (`struct vgic_redist_region`).
///
/// @param index as user space numbers it
/// @param base of its first frame
/// @param count for how many redistributors; [#GROWING] in a legacy region
/// @param used how many have their place
record RedistRegion(int index, long base, int count, int used) {
  /// The region has room for as many vCPUs as there are.
  static final int GROWING = 0;

  /// Two frames of 64 KiB each.
  static final long FRAMES_SIZE = 0x2_0000;

  private static final int COUNT_SHIFT = 52;

  boolean grows() {
    return count == GROWING;
  }

  boolean isFull() {
    return !grows() && used == count;
  }

  /// In bytes, with so many vCPUs.
  long size(int vcpus) {
    return FRAMES_SIZE * (grows() ? vcpus : count);
  }

  RedistRegion withOneMore() {
    return new RedistRegion(index, base, count, used + 1);
  }

  /// As `KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION` reads it.
  long encode() {
    return (long) count << COUNT_SHIFT | base | index;
  }
}
