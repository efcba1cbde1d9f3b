package io.interlock.hardware.register;

/// Reads and writes of system registers as instructions make them.
///
/// A `RegisterFile` is the plain one; a PE whose registers do more than hold a value (counters that
/// a write resets, a GIC behind the CPU interface) puts its own in front.
public interface RegisterAccess {

  /// What `MRS` returns.
  long read(SysReg register);

  /// What `MSR` does.
  void write(SysReg register, long value);
}
