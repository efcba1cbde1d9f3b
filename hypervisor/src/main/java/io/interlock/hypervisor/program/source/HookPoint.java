package io.interlock.hypervisor.program.source;

import java.util.Arrays;
import java.util.List;

/// The moments of a vCPU's life at which a program acts.
public enum HookPoint {
  /// `vcpu_load`: the vCPU becomes resident on this physical CPU.
  LOAD("load"),
  /// From leaving preemptible code to the guest's first instruction.
  ENTER("enter"),
  /// The entry is called off because a request or a signal arrived after the last look at them.
  CANCEL("cancel"),
  /// From the guest's last instruction back to preemptible code.
  EXIT("exit"),
  /// `vcpu_put`: the vCPU leaves this physical CPU.
  PUT("put"),
  /// A physical interrupt is taken while the vCPU is resident.
  IRQ("irq", Subject.INTERRUPT),
  /// The guest accesses its PMU, and it traps, while its counters are not its own.
  CLAIM("claim"),
  /// Flush and sync want to know the level of the guest's PMU interrupt.
  LINE("line"),
  /// The guest's write of a PMU register traps while its counters are in hardware.
  WRITE("write", Subject.ACCESS),
  /// The guest's read of a PMU register traps while its counters are in hardware.
  READ("read", Subject.ACCESS);

  /// What a hook says, behind its keyword, that it is about.
  enum Subject {
    NONE,
    INTERRUPT,
    ACCESS
  }

  private final String keyword;
  private final Subject subject;

  HookPoint(String keyword) {
    this(keyword, Subject.NONE);
  }

  HookPoint(String keyword, Subject subject) {
    this.keyword = keyword;
    this.subject = subject;
  }

  Subject subject() {
    return subject;
  }

  /// Whether the hook is a routine of its own, so that an added program brings it along; the others
  /// go to places that the program has to which they are added.
  boolean standsAlone() {
    return compareTo(IRQ) >= 0;
  }

  public String keyword() {
    return keyword;
  }

  static List<String> keywords() {
    return Arrays.stream(values()).map(HookPoint::keyword).toList();
  }
}
