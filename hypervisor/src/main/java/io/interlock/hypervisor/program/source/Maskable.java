package io.interlock.hypervisor.program.source;

/// What a region of kernel code can hold off.
public enum Maskable {
  PREEMPTION("preempt"),
  INTERRUPTS("irqs");

  private final String stem;

  Maskable(String stem) {
    this.stem = stem;
  }

  public String offKeyword() {
    return stem + "-off";
  }

  public String onKeyword() {
    return stem + "-on";
  }
}
