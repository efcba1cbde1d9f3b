package io.interlock.hypervisor.pmu.uapi;

/// A request to set an attribute of the group `KVM_ARM_VCPU_PMU_V3_CTRL`, with what its address
/// points at.
public sealed interface PmuAttribute {

  /// The number of the attribute.
  int number();

  /// The overflow interrupt.
  record Irq(int intid) implements PmuAttribute {
    @Override
    public int number() {
      return IRQ;
    }

    @Override
    public String toString() {
      return "KVM_ARM_VCPU_PMU_V3_IRQ " + intid;
    }
  }

  /// Initialises the vCPU's PMU and ends its configuration.
  record Init() implements PmuAttribute {
    @Override
    public int number() {
      return INIT;
    }

    @Override
    public String toString() {
      return "KVM_ARM_VCPU_PMU_V3_INIT";
    }
  }

  /// Allows or denies a range of events.
  ///
  /// @param action 0 allows, 1 denies
  record Filter(int first, int count, int action) implements PmuAttribute {
    @Override
    public int number() {
      return FILTER;
    }

    @Override
    public String toString() {
      return "KVM_ARM_VCPU_PMU_V3_FILTER %s 0x%x to 0x%x"
          .formatted(action == 0 ? "allow" : "deny", first, first + count - 1);
    }
  }

  /// Chooses the host's PMU by its id.
  record SetPmu(int id) implements PmuAttribute {
    @Override
    public int number() {
      return SET_PMU;
    }

    @Override
    public String toString() {
      return "KVM_ARM_VCPU_PMU_V3_SET_PMU " + id;
    }
  }

  /// Chooses the number of event counters.
  record SetNrCounters(int count) implements PmuAttribute {
    @Override
    public int number() {
      return SET_NR_COUNTERS;
    }

    @Override
    public String toString() {
      return "KVM_ARM_VCPU_PMU_V3_SET_NR_COUNTERS " + count;
    }
  }

  /// Gives the guest counters of its own, as posted in versions 7 and 8 of the partitioned PMU.
  record EnablePartition() implements PmuAttribute {
    @Override
    public int number() {
      return ENABLE_PARTITION;
    }

    @Override
    public String toString() {
      return "KVM_ARM_VCPU_PMU_V3_ENABLE_PARTITION";
    }
  }

  /// Any attribute whose address cannot be read, and those that do not exist.
  record Unreadable(int number) implements PmuAttribute {}

  int IRQ = 0;
  int INIT = 1;
  int FILTER = 2;
  int SET_PMU = 3;
  int SET_NR_COUNTERS = 4;
  int ENABLE_PARTITION = 5;
}
