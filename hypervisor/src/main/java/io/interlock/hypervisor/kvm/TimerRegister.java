package io.interlock.hypervisor.kvm;

import io.interlock.hardware.gic.IntId;
import org.jspecify.annotations.Nullable;

/// The registers of a guest's two timers, and their counters.
public enum TimerRegister {
  CNTV_CTL_EL0(IntId.VIRTUAL_TIMER, Kind.CONTROL),
  CNTV_CVAL_EL0(IntId.VIRTUAL_TIMER, Kind.COMPARE_VALUE),
  CNTV_TVAL_EL0(IntId.VIRTUAL_TIMER, Kind.TIMER_VALUE),
  CNTVCT_EL0(IntId.VIRTUAL_TIMER, Kind.COUNT),
  CNTP_CTL_EL0(IntId.PHYSICAL_TIMER, Kind.CONTROL),
  CNTP_CVAL_EL0(IntId.PHYSICAL_TIMER, Kind.COMPARE_VALUE),
  CNTP_TVAL_EL0(IntId.PHYSICAL_TIMER, Kind.TIMER_VALUE),
  CNTPCT_EL0(IntId.PHYSICAL_TIMER, Kind.COUNT);

  /// What one of four registers is for.
  private enum Kind {
    CONTROL,
    COMPARE_VALUE,
    TIMER_VALUE,
    COUNT
  }

  private final int intid;
  private final Kind kind;

  TimerRegister(int intid, Kind kind) {
    this.intid = intid;
    this.kind = kind;
  }

  /// The register with that name, or null.
  public static @Nullable TimerRegister named(String name) {
    for (TimerRegister register : values()) {
      if (register.name().equals(name)) {
        return register;
      }
    }
    return null;
  }

  /// Whether it is a counter, which a guest can only read.
  public boolean isCounter() {
    return kind == Kind.COUNT;
  }

  /// Whether it counts down, so that a duration is a value of it.
  public boolean isTimerValue() {
    return kind == Kind.TIMER_VALUE;
  }

  /// The counter that the timer compares with.
  public TimerRegister counter() {
    return intid == IntId.VIRTUAL_TIMER ? CNTVCT_EL0 : CNTPCT_EL0;
  }

  int intid() {
    return intid;
  }

  long read(VcpuTimer timer, long physical) {
    return switch (kind) {
      case CONTROL -> timer.readControl(physical);
      case COMPARE_VALUE -> timer.compareValue();
      case TIMER_VALUE -> timer.timerValue(physical);
      case COUNT -> timer.count(physical);
    };
  }

  void write(VcpuTimer timer, long value, long physical) {
    switch (kind) {
      case CONTROL -> timer.writeControl(value);
      case COMPARE_VALUE -> timer.compareValue(value);
      case TIMER_VALUE -> timer.timerValue((int) value, physical);
      case COUNT -> timer.setCount(physical, value);
    }
  }
}
