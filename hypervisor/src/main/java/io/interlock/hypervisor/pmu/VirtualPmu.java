package io.interlock.hypervisor.pmu;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.pmu.uapi.DeniedEvents;
import io.interlock.hypervisor.pmu.uapi.EventFilter;
import io.interlock.hypervisor.pmu.uapi.OwnCounters;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What KVM does with a vCPU's PMU registers in memory when the guest's access traps.
///
/// What the guest writes is kept, the one-shot bits of PMCR_EL0 among it: who loads the registers
/// must know which bits are state.
public final class VirtualPmu {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");
  private static final SysReg CYCLE_FILTER = SysReg.named("PMCCFILTR_EL0");
  private static final RegisterFamily TYPES = RegisterFamily.of("PMEVTYPER", "_EL0");
  private static final SysReg INTERRUPTS = SysReg.named("PMINTENSET_EL1");
  private static final long ENABLE = CONTROL.field("E").mask();
  private static final PmuModel MEMORY = PmuModel.plain(Pmu.CYCLE_COUNTER, PmuVersion.V3P5);
  private static final long CONTROL_BITS = 0xFF;

  private final RegisterFile saved;
  private final PmuPartition partition;
  private final PmuModel seen;
  private final @Nullable OwnCounters settled;

  /// What the guest wrote of what it counts, where hardware must not have that.
  private final @Nullable RegisterFile written;

  /// Over the saved registers of a vCPU.
  public VirtualPmu(RegisterFile saved, PmuPartition partition) {
    this(saved, partition, null, null);
  }

  private VirtualPmu(
      RegisterFile saved,
      PmuPartition partition,
      @Nullable OwnCounters settled,
      @Nullable RegisterFile written) {
    this.saved = saved;
    this.partition = partition;
    this.seen = PmuModel.plain(partition.guestCounters(), PmuVersion.V3P5);
    this.settled = settled;
    this.written = written;
  }

  /// The same after user space has said what it shall be like, and has written registers. Bits of
  /// counters that the guest lacks are dropped (`set_pmreg`).
  public VirtualPmu settled(OwnCounters own) {
    return settled(own, own.byUser());
  }

  /// The same after user space has given the vCPU, besides, all registers of one that was
  /// elsewhere: the saved registers are as the guest wrote them there.
  public VirtualPmu moved(OwnCounters own) {
    return settled(own, Map.of());
  }

  private VirtualPmu settled(OwnCounters own, Map<SysReg, Long> byUser) {
    RegisterFile types = own.filter() == null ? null : new RegisterFile();
    VirtualPmu pmu = new VirtualPmu(saved, new PmuPartition(own.counters()), own, types);
    byUser.forEach(pmu::setByUser);
    pmu.filter(CYCLE_FILTER);
    for (int n = 0; n < own.counters(); n++) {
      pmu.filter(TYPES.member(n));
    }
    return pmu;
  }

  /// Gives what the guest wrote of what it counts, where that is not what is saved.
  public void giveWritten(RegisterFile taker) {
    RegisterFile kept = written;
    for (int slot = 0; kept != null && slot < SysReg.slotCount(); slot++) {
      SysReg register = SysReg.inSlot(slot);
      if (isType(register)) {
        taker.assign(register, kept.read(register));
      }
    }
  }

  /// The same once the saved registers have the values of reset.
  ///
  /// @param byUser whether user space then writes what it wrote before
  public VirtualPmu reset(boolean byUser) {
    return settled == null ? this : settled(byUser ? settled : settled.unwritten());
  }

  private void setByUser(SysReg register, long value) {
    if (register.slot() == CONTROL.slot()) {
      saved.assign(CONTROL, value & CONTROL_BITS);
    } else if (register.writable()) {
      saved.assign(register, mask(register, value));
    }
  }

  /// What is in memory of that register becomes what the filter leaves of it.
  private void filter(SysReg type) {
    if (written != null && isType(type)) {
      long value = saved.read(type);
      written.assign(type, value);
      saved.assign(type, applied(type, value));
    }
  }

  /// What hardware is to have where the guest writes `value`.
  public long applied(SysReg register, long value) {
    EventFilter filter = filter();
    SysReg reached = new Pmu(saved, MEMORY).reached(register);
    return filter == null || !isType(reached)
        ? value
        : new DeniedEvents(filter).applied(reached, value);
  }

  /// Which events the guest may count, null for all.
  public @Nullable EventFilter filter() {
    return settled == null ? null : settled.filter();
  }

  /// What the guest, or user space, wrote to the register.
  public long written(SysReg register) {
    return written != null && isType(register) ? written.read(register) : saved.read(register);
  }

  private static boolean isType(SysReg register) {
    return register == CYCLE_FILTER || register.name().startsWith("PMEVTYPER");
  }

  /// The INTID of the guest's overflow interrupt.
  public int intid() {
    return settled == null ? IntId.PMU_OVERFLOW : settled.intid();
  }

  /// Which counters the guest has.
  public PmuPartition partition() {
    return partition;
  }

  /// Whether the register is of a counter that the guest does not have: an access is UNDEFINED
  /// (`pmu_counter_idx_valid`).
  public boolean lacks(SysReg register) {
    int counter = Pmu.counterOf(new Pmu(saved, MEMORY).reached(register));
    return counter != Pmu.NO_COUNTER
        && counter != Pmu.CYCLE_COUNTER
        && counter >= partition.guestCounters();
  }

  /// The same over a copy of the saved registers.
  public VirtualPmu over(RegisterFile copied) {
    return new VirtualPmu(copied, partition, settled, written == null ? null : written.copy());
  }

  /// A trapped write.
  public void write(SysReg register, long value) {
    Pmu pmu = new Pmu(saved, MEMORY);
    if (register.slot() == CONTROL.slot()) {
      pmu.write(register, value, ExceptionLevel.EL2);
      saved.assign(CONTROL, value & CONTROL_BITS);
    } else {
      pmu.write(register, mask(register, value), ExceptionLevel.EL2);
      filter(pmu.reached(register));
    }
  }

  /// What a trapped read finds in memory.
  public long read(SysReg register) {
    SysReg reached = new Pmu(saved, seen).reached(register);
    if (written != null && isType(reached)) {
      return written.read(reached);
    }
    return identified(
        register, mask(register, new Pmu(saved, seen).read(register, ExceptionLevel.EL2)));
  }

  /// What a trapped read returns that found this: what would tell one host from another is as user
  /// space has chosen it.
  public long identified(SysReg register, long found) {
    OwnCounters own = settled;
    return own == null
        ? found
        : switch (register.name()) {
          case "PMMIR_EL1" -> own.machine();
          case "PMCEID0_EL0" -> own.events().pmceid0();
          case "PMCEID1_EL0" -> own.events().pmceid1();
          default -> found;
        };
  }

  /// Overflows that the host's handler took from hardware for this guest.
  public void overflowed(long counters) {
    saved.setBits(OVERFLOWS, counters & partition.guestMask());
  }

  /// The level of the guest's interrupt line, from memory alone.
  public boolean interruptLine() {
    return interruptLine(saved.read(CONTROL), saved.read(INTERRUPTS), 0);
  }

  /// The level of the guest's interrupt line while the rest of its registers are in hardware.
  ///
  /// @param control PMCR_EL0 there
  /// @param interrupts PMINTENSET_EL1 there
  /// @param overflows PMOVSSET_EL0 there; those that were taken from it before count too
  public boolean interruptLine(long control, long interrupts, long overflows) {
    long all = overflows | saved.read(OVERFLOWS);
    return (control & ENABLE) != 0 && (all & interrupts & partition.guestMask()) != 0;
  }

  private long mask(SysReg register, long value) {
    boolean bitmask = register.writeEffect() != SysReg.WriteEffect.REPLACE;
    return bitmask ? value & partition.guestMask() : value;
  }
}
