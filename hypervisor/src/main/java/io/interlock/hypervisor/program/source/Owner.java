package io.interlock.hypervisor.program.source;

/// Whose copy of a register a program means.
public enum Owner {
  /// The physical CPU's own register.
  HARDWARE(""),
  /// The copy that the vCPU keeps while its register is not in hardware.
  VCPU("vcpu."),
  /// The copy that the physical CPU keeps of the host's value while the guest's is in hardware.
  HOST("host.");

  private final String prefix;

  Owner(String prefix) {
    this.prefix = prefix;
  }

  /// What stands before the register's name in a program.
  public String prefix() {
    return prefix;
  }
}
