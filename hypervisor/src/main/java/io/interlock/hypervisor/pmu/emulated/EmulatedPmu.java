package io.interlock.hypervisor.pmu.emulated;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.perf.PerfCopies;
import io.interlock.hypervisor.perf.PerfEvent;
import io.interlock.hypervisor.perf.ThreadPerf;

/// The PMU of a vCPU whose accesses all trap (`pmu-emul.c`, and the PMU's part of `sys_regs.c`).
///
/// Its registers are memory, its counters perf events of the vCPU's thread, and its interrupt line
/// follows at flush and sync only.
public final class EmulatedPmu {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg ENABLED = SysReg.named("PMCNTENSET_EL0");
  private static final SysReg INTERRUPTS = SysReg.named("PMINTENSET_EL1");
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");
  private static final SysReg SELECTOR = SysReg.named("PMSELR_EL0");
  private static final SysReg USER_ENABLE = SysReg.named("PMUSERENR_EL0");
  private static final SysReg SELECTED_COUNTER = SysReg.named("PMXEVCNTR_EL0");
  private static final SysReg SELECTED_TYPE = SysReg.named("PMXEVTYPER_EL0");
  private static final SysReg FILTER = SysReg.named("PMCCFILTR_EL0");
  private static final long E = CONTROL.field("E").mask();
  private static final long P = CONTROL.field("P").mask();
  private static final long C = CONTROL.field("C").mask();
  private static final long LC = CONTROL.field("LC").mask();
  private static final long LP = CONTROL.field("LP").mask();
  private static final long CONTROL_BITS = 0xFF;
  private static final long USER_ENABLE_BITS = 0xF;

  /// What KVM gives to registers whose reset value is UNKNOWN (`reset_unknown`).
  private static final long UNKNOWN = 0x1DE7_EC7E_DBAD_C0DEL;

  private final transient RegisterFile saved;
  private final transient GuestPmu guest;
  private final GuestCounters counters;
  private boolean line;

  /// What became of the interrupt line.
  public enum LineChange {
    NONE,
    RISES,
    FALLS
  }

  /// The PMU of a vCPU, with its registers as they are in memory.
  public EmulatedPmu(RegisterFile saved, GuestPmu guest) {
    this(saved, guest, new GuestCounters(saved, guest));
  }

  private EmulatedPmu(RegisterFile saved, GuestPmu guest, GuestCounters counters) {
    this.saved = saved;
    this.guest = guest;
    this.counters = counters;
  }

  /// The same over a copy of the registers, with the copies of its perf events.
  public EmulatedPmu copy(RegisterFile copied, PerfCopies copies) {
    EmulatedPmu copy = new EmulatedPmu(copied, guest, counters.copy(copied, copies));
    copy.line = line;
    return copy;
  }

  /// The vCPU is reset: no counter goes on (`kvm_pmu_vcpu_reset`).
  public void reset(ThreadPerf perf) {
    counters.stopAll(perf);
    resetRegisters();
  }

  /// The registers get the values of reset (`reset_pmu_reg` and its like).
  void resetRegisters() {
    saved.assign(CONTROL, guest.aarch32() ? 0 : LC);
    for (SysReg bitmask : new SysReg[] {ENABLED, INTERRUPTS, OVERFLOWS}) {
      saved.assign(bitmask, UNKNOWN & guest.mask());
    }
    saved.assign(SELECTOR, SELECTOR.field("SEL").get(UNKNOWN));
    saved.assign(USER_ENABLE, 0);
    for (int n = 0; n < guest.counters(); n++) {
      saved.assign(GuestCounters.counter(n), UNKNOWN & 0xFFFF_FFFFL);
      saved.assign(GuestCounters.type(n), UNKNOWN & typeMask());
    }
  }

  /// Whether the access makes an UNDEFINED instruction in the guest instead of taking effect.
  public boolean isUndefined(SysReg register, boolean write, ExceptionLevel from) {
    boolean forbidden =
        from == ExceptionLevel.EL0 && !UserAccess.permits(register, write, saved.read(USER_ENABLE));
    return forbidden
        || !(write ? register.writable() : register.readable())
        || (counterOf(register) != Pmu.NO_COUNTER && !guest.hasCounter(counterOf(register)));
  }

  /// What the guest's read returns, if it is not UNDEFINED.
  public long read(SysReg register, ThreadPerf perf) {
    if (register.writeEffect() != SysReg.WriteEffect.REPLACE) {
      return saved.read(register) & guest.mask();
    }
    return switch (register.name()) {
      case "PMCR_EL0" -> CONTROL.field("N").with(saved.read(CONTROL), guest.counters());
      case "PMCEID0_EL0" -> guest.events().pmceid0();
      case "PMCEID1_EL0" -> guest.events().pmceid1();
      case "PMMIR_EL1" -> guest.slots();
      default -> {
        int n = counterOf(register);
        if (n == Pmu.NO_COUNTER) {
          yield saved.read(register);
        }
        yield isType(register) ? saved.read(GuestCounters.type(n)) : counters.value(n, perf);
      }
    };
  }

  /// The guest's write, if it is not UNDEFINED.
  public void write(SysReg register, long value, ThreadPerf perf) {
    if (register.writeEffect() != SysReg.WriteEffect.REPLACE) {
      writeBitmask(register, value & guest.mask(), perf);
      return;
    }
    switch (register.name()) {
      case "PMCR_EL0" -> writeControl(value & CONTROL_BITS, perf);
      case "PMSELR_EL0" -> saved.assign(SELECTOR, SELECTOR.field("SEL").get(value));
      case "PMUSERENR_EL0" -> saved.assign(USER_ENABLE, value & USER_ENABLE_BITS);
      case "PMSWINC_EL0" -> counters.increment(value & guest.eventMask(), PmuEvent.SW_INCR);
      default -> {
        int n = counterOf(register);
        if (n != Pmu.NO_COUNTER && isType(register)) {
          saved.assign(GuestCounters.type(n), value & typeMask());
          counters.begin(n, perf);
        } else if (n != Pmu.NO_COUNTER) {
          counters.set(n, value, perf);
        }
      }
    }
  }

  private void writeBitmask(SysReg register, long value, ThreadPerf perf) {
    saved.write(register, value);
    if (register.slot() == ENABLED.slot()) {
      if (register == ENABLED) {
        counters.enable(value, perf);
      } else {
        counters.disable(value, perf);
      }
    }
  }

  /// `kvm_pmu_handle_pmcr`. P and C act, and are not kept.
  private void writeControl(long value, ThreadPerf perf) {
    long kept = guest.hasLongEventCounters() ? value : value & ~LP;
    kept = guest.aarch32() ? kept : kept | LC;
    saved.assign(CONTROL, kept & ~(P | C));
    if ((value & E) == 0) {
      counters.disable(saved.read(ENABLED), perf);
    } else {
      counters.enable(saved.read(ENABLED), perf);
    }
    if ((value & C) != 0) {
      counters.set(Pmu.CYCLE_COUNTER, 0, perf);
    }
    for (int n = 0; (value & P) != 0 && n < guest.counters(); n++) {
      counters.set(n, 0, perf);
    }
  }

  /// User space writes a register before the first run (`KVM_SET_ONE_REG`), as it is kept: nothing
  /// begins to count yet. Bits of counters that the guest lacks are dropped (`set_pmreg`).
  void setByUser(SysReg register, long value) {
    if (register.writeEffect() != SysReg.WriteEffect.REPLACE) {
      saved.assign(register, value & guest.mask());
    } else if (register == CONTROL) {
      saved.assign(CONTROL, guest.aarch32() ? value & CONTROL_BITS : (value & CONTROL_BITS) | LC);
    } else if (register.writable()) {
      saved.assign(register, value);
    }
  }

  /// Gives what the counters hold while the vCPU's thread runs nowhere, as user space gets it
  /// (`kvm_pmu_get_counter_value`).
  void giveCounters(RegisterFile taker) {
    for (int n = 0; n <= Pmu.CYCLE_COUNTER; n++) {
      if (guest.hasCounter(n)) {
        taker.assign(GuestCounters.counter(n), counters.settled(n));
      }
    }
  }

  /// The guest is about to run for the first time: what it finds switched on begins to count
  /// (`KVM_REQ_RELOAD_PMU`).
  void reload(ThreadPerf perf) {
    writeControl(saved.read(CONTROL), perf);
  }

  /// perf's interrupt found that a sample of this event is due. Says whether the vCPU must be told:
  /// KVM_REQ_IRQ_PENDING and a kick.
  public boolean overflowed(PerfEvent event, ThreadPerf perf) {
    return counters.overflowed(event, perf) && overflowStatus();
  }

  /// Whether the guest's counters ask for an interrupt (`kvm_pmu_overflow_status`). Whether they
  /// are enabled to count plays no part.
  public boolean overflowStatus() {
    return (saved.read(CONTROL) & E) != 0
        && (saved.read(OVERFLOWS) & saved.read(INTERRUPTS) & guest.mask()) != 0;
  }

  /// Before the guest is entered, and after it was left: what the vGIC must be told
  /// (`kvm_pmu_update_state`).
  public LineChange update() {
    boolean before = line;
    line = overflowStatus();
    if (before == line) {
      return LineChange.NONE;
    }
    return line ? LineChange.RISES : LineChange.FALLS;
  }

  /// The counter that the access is for. KVM lets PMXEVCNTR_EL0 with the selector at 31 reach the
  /// cycle counter.
  private int counterOf(SysReg register) {
    boolean indirect = register == SELECTED_COUNTER || register == SELECTED_TYPE;
    return indirect ? (int) saved.read(SELECTOR) : Pmu.counterOf(register);
  }

  private static boolean isType(SysReg register) {
    return register == FILTER || register.name().contains("EVTYPER");
  }

  /// A guest without EL2 cannot ask for it (`kvm_pmu_evtyper_mask`).
  private long typeMask() {
    return FILTER.field("P").mask()
        | FILTER.field("U").mask()
        | FILTER.field("NSK").mask()
        | FILTER.field("NSU").mask()
        | guest.version().eventMask();
  }
}
