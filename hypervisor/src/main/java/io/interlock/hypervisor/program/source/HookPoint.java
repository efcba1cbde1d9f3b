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
  IRQ("irq");

  private final String keyword;

  HookPoint(String keyword) {
    this.keyword = keyword;
  }

  public String keyword() {
    return keyword;
  }

  static List<String> keywords() {
    return Arrays.stream(values()).map(HookPoint::keyword).toList();
  }
}
