package io.interlock.hardware.gic;

/// The registers of a virtual CPU interface as an array: list registers, then HCR, VMCR, AP1R0.
public final class IchRegisterArray implements IchRegisters {
  private static final int OTHERS = 3;

  private final long[] values;

  /// @param listRegisterCount 1 to 16
  public IchRegisterArray(int listRegisterCount) {
    if (listRegisterCount < 1 || listRegisterCount > 16) {
      throw new IllegalArgumentException(
          "list registers " + listRegisterCount + ": allowed are 1 to 16");
    }
    values = new long[listRegisterCount + OTHERS];
  }

  private IchRegisterArray(long[] values) {
    this.values = values;
  }

  /// Independent registers with the same values.
  public IchRegisterArray copy() {
    return new IchRegisterArray(values.clone());
  }

  @Override
  public int listRegisterCount() {
    return values.length - OTHERS;
  }

  @Override
  public long lr(int n) {
    return values[n];
  }

  @Override
  public void writeLr(int n, long value) {
    values[n] = value;
  }

  @Override
  public long hcr() {
    return values[values.length - 3];
  }

  @Override
  public void writeHcr(long value) {
    values[values.length - 3] = value;
  }

  @Override
  public long vmcr() {
    return values[values.length - 2];
  }

  @Override
  public void writeVmcr(long value) {
    values[values.length - 2] = value;
  }

  @Override
  public int ap1r() {
    return (int) values[values.length - 1];
  }

  @Override
  public void writeAp1r(int value) {
    values[values.length - 1] = value & 0xFFFF_FFFFL;
  }
}
