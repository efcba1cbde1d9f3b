package io.interlock.hardware.gic;

/// The registers of a virtual CPU interface, wherever they are kept: in the register file of a PE,
/// or in [IchRegisterArray].
public interface IchRegisters {
  /// How many list registers there are (ICH_VTR_EL2.ListRegs + 1): 4 or 16 in known hardware.
  int listRegisterCount();

  /// ICH_LR&lt;n&gt;_EL2, `n` from 0 to count - 1.
  long lr(int n);

  void writeLr(int n, long value);

  /// ICH_HCR_EL2, see [IchHcr].
  long hcr();

  void writeHcr(long value);

  /// ICH_VMCR_EL2, see [IchVmcr].
  long vmcr();

  void writeVmcr(long value);

  /// ICH_AP1R0_EL2: active priorities of group 1.
  int ap1r();

  void writeAp1r(int value);
}
