package io.interlock.hypervisor.spe;

import org.jspecify.annotations.Nullable;

/// The attributes of group KVM_ARM_VCPU_SPE_CTRL of a vCPU.
public enum SpeAttribute {
  /// The PPI of the virtual buffer management interrupt.
  IRQ(0),
  /// The SPU to use.
  SPU(1),
  /// The largest buffer a guest may have, in bytes. The number is assumed.
  MAX_BUFFER_SIZE(2),
  /// Ends the configuration. The number is assumed.
  INIT(3);

  /// The number of the group.
  public static final int GROUP = 3;

  private final int number;

  SpeAttribute(int number) {
    this.number = number;
  }

  /// The number that user space gives.
  public int number() {
    return number;
  }

  /// The attribute with that number, or null.
  public static @Nullable SpeAttribute of(long number) {
    for (SpeAttribute attribute : values()) {
      if (attribute.number == number) {
        return attribute;
      }
    }
    return null;
  }
}
