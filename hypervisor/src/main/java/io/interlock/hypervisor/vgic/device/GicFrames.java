package io.interlock.hypervisor.vgic.device;

import io.interlock.hypervisor.uapi.Errno;
import java.util.ArrayList;
import java.util.List;

/// Where user space puts the frames of a GICv3 in the guest's physical memory, with the errors of
/// `KVM_DEV_ARM_VGIC_GRP_ADDR`.
///
/// Requests return 0 or the negative number of the first error that applies, in the order of
/// `vgic-kvm-device.c` and `vgic-mmio-v3.c`. As KVM does, they let a distributor overlap with
/// redistributors that are placed already; the first run finds it.
final class GicFrames {
  /// No address yet.
  static final long UNSET = -1;

  private static final long DISTRIBUTOR_SIZE = 0x1_0000;
  private static final long ALIGNMENT = 0x1_0000;
  private static final long INDEX_MASK = 0xFFF;
  private static final long BASE_MASK = 0xF_FFFF_FFFF_0000L;
  private static final int FLAGS_SHIFT = 12;
  private static final int COUNT_SHIFT = 52;

  private final int ipaBits;
  private final List<RedistRegion> regions = new ArrayList<>();

  /// Of each vCPU by index: position of its region, and its place there.
  private final List<Place> places = new ArrayList<>();

  private long distributor = UNSET;
  private int vcpus;

  /// @param ipaBits size of the guest's physical address space
  GicFrames(int ipaBits) {
    this.ipaBits = ipaBits;
  }

  /// Which frames of which region are a vCPU's.
  private record Place(int region, int slot) {
    static final Place NONE = new Place(-1, -1);
  }

  /// The base of the distributor, or [#UNSET].
  long distributor() {
    return distributor;
  }

  /// The base of the first redistributor region, or [#UNSET].
  long redistributors() {
    return regions.isEmpty() ? UNSET : regions.getFirst().base();
  }

  int setDistributor(long base) {
    int result = checkRange(distributor, base, DISTRIBUTOR_SIZE);
    distributor = result == 0 ? base : distributor;
    return result;
  }

  /// The legacy attribute: one region that grows with the number of vCPUs.
  int setRedistributors(long base) {
    return addRegion(0, base, RedistRegion.GROWING);
  }

  /// One of several regions, encoded as `KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION` takes it.
  int setRegion(long value) {
    int count = (int) (value >>> COUNT_SHIFT);
    long flags = value >>> FLAGS_SHIFT & 0xF;
    return count == 0 || flags != 0
        ? Errno.EINVAL.result()
        : addRegion((int) (value & INDEX_MASK), value & BASE_MASK, count);
  }

  /// The region with the index in `value`, as the attribute reads it, or -ENOENT.
  long region(long value) {
    int index = (int) (value & INDEX_MASK);
    return index < regions.size() ? regions.get(index).encode() : Errno.ENOENT.result();
  }

  /// One more vCPU, whose redistributor takes the next free place (`kvm_vgic_vcpu_init`).
  int addVcpu() {
    places.add(Place.NONE);
    int result = place(vcpus);
    if (result == 0) {
      vcpus++;
    } else {
      places.removeLast();
    }
    return result;
  }

  /// `vgic_v3_map_resources`, without the question whether the GIC is initialised.
  int firstRun() {
    if (places.contains(Place.NONE) || distributor == UNSET) {
      return Errno.ENXIO.result();
    }
    return framesFit() ? 0 : Errno.EINVAL.result();
  }

  /// GICR_TYPER.Last: the next frames, if any, belong to no redistributor
  /// (`vgic_mmio_vcpu_rdist_is_last`).
  boolean isLast(int vcpu) {
    Place place = places.get(vcpu);
    if (place.equals(Place.NONE)) {
      return false;
    }
    RedistRegion region = regions.get(place.region());
    if (place.slot() < region.used() - 1) {
      return false;
    }
    long end = region.base() + region.size(vcpus);
    boolean fills = !region.grows() && place.slot() == region.count() - 1;
    return !fills || regions.stream().noneMatch(next -> next.base() == end && next.used() > 0);
  }

  /// `vgic_v3_set_redist_base`: a region that vCPUs cannot use is not kept.
  private int addRegion(int index, long base, int count) {
    RedistRegion region = new RedistRegion(index, base, count, 0);
    int result = checkRegion(region);
    if (result != 0) {
      return result;
    }
    regions.add(region);
    for (int vcpu = 0; vcpu < vcpus && result == 0; vcpu++) {
      result = place(vcpu);
    }
    if (result != 0) {
      int dropped = regions.size() - 1;
      regions.removeLast();
      places.replaceAll(place -> place.region() == dropped ? Place.NONE : place);
    }
    return result;
  }

  /// `vgic_v3_alloc_redist_region`.
  private int checkRegion(RedistRegion region) {
    if (!regions.isEmpty() && regions.getLast().grows() && region.grows()) {
      return Errno.EEXIST.result();
    }
    boolean mixed = !regions.isEmpty() && regions.getLast().grows() != region.grows();
    if (mixed || region.index() != regions.size()) {
      return Errno.EINVAL.result();
    }
    long size = region.size(vcpus);
    boolean onDistributor =
        region.grows() && overlap(region.base(), size, distributor, DISTRIBUTOR_SIZE);
    if (onDistributor || overlapsRegion(region.base(), size)) {
      return Errno.EINVAL.result();
    }
    return checkRange(UNSET, region.base(), size);
  }

  /// `vgic_register_redist_iodev`.
  private int place(int vcpu) {
    if (!places.get(vcpu).equals(Place.NONE)) {
      return 0;
    }
    for (int i = 0; i < regions.size(); i++) {
      RedistRegion region = regions.get(i);
      if (!region.isFull()) {
        if (!framesFit()) {
          return Errno.EINVAL.result();
        }
        places.set(vcpu, new Place(i, region.used()));
        regions.set(i, region.withOneMore());
        return 0;
      }
    }
    return 0;
  }

  /// `vgic_v3_check_base`.
  private boolean framesFit() {
    boolean within =
        regions.stream()
            .allMatch(region -> checkRange(UNSET, region.base(), region.size(vcpus)) == 0);
    return within && !overlapsRegion(distributor, DISTRIBUTOR_SIZE);
  }

  private boolean overlapsRegion(long base, long size) {
    return regions.stream()
        .anyMatch(region -> overlap(base, size, region.base(), region.size(vcpus)));
  }

  private static boolean overlap(long base, long size, long otherBase, long otherSize) {
    return base != UNSET
        && otherBase != UNSET
        && base < otherBase + otherSize
        && otherBase < base + size;
  }

  /// `vgic_check_iorange`.
  private int checkRange(long before, long base, long size) {
    if (before != UNSET) {
      return Errno.EEXIST.result();
    }
    if ((base & (ALIGNMENT - 1)) != 0) {
      return Errno.EINVAL.result();
    }
    long limit = 1L << ipaBits;
    return Long.compareUnsigned(base, limit) >= 0 || base + size > limit ? Errno.E2BIG.result() : 0;
  }
}
