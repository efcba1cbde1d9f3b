package io.interlock.hypervisor.vgic;

import java.util.ArrayList;
import java.util.List;

/// Physical interrupts 0 to 31 for tests: lines that can be set, active bits, and a log of what the
/// vGIC did.
final class FakePhysical implements PhysicalIrqs {
  final List<String> log = new ArrayList<>();
  private int lines;
  private int active;

  void line(int pintid, boolean high) {
    lines = IrqBank.with(lines, 1 << pintid, high);
  }

  boolean isActive(int pintid) {
    return (active & (1 << pintid)) != 0;
  }

  @Override
  public boolean isLineHigh(int pintid) {
    return (lines & (1 << pintid)) != 0;
  }

  @Override
  public void setActive(int pintid, boolean on) {
    active = IrqBank.with(active, 1 << pintid, on);
    log.add((on ? "activate " : "deactivate ") + pintid);
  }

  @Override
  public void clearPending(int pintid) {
    log.add("clear pending " + pintid);
  }
}
