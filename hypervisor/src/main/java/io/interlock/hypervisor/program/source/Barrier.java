package io.interlock.hypervisor.program.source;

/// Instructions that order what comes before them against what comes after.
public enum Barrier {
  ISB("isb"),
  DSB_NSH("dsb nsh"),
  DSB_ISH("dsb ish"),
  DSB_SY("dsb sy"),
  PSB_CSYNC("psb csync");

  private final String text;

  Barrier(String text) {
    this.text = text;
  }

  /// As written in a program.
  @Override
  public String toString() {
    return text;
  }
}
