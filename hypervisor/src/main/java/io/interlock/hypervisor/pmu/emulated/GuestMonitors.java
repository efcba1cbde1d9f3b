package io.interlock.hypervisor.pmu.emulated;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.perf.HostPerf;
import io.interlock.hypervisor.perf.PerfContext;
import io.interlock.hypervisor.perf.PerfCopies;
import io.interlock.hypervisor.perf.PerfEvent;
import io.interlock.hypervisor.perf.ThreadPerf;
import java.util.Map;

/// All that belongs to the emulated PMU of one vCPU, and goes with its thread from PE to PE: the
/// registers that the guest sees, and the perf events behind its counters.
public final class GuestMonitors {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg INTERRUPTS = SysReg.named("PMINTENSET_EL1");
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");

  private final transient GuestPmu guest;
  private final RegisterFile registers;
  private final EmulatedPmu pmu;
  private final PerfContext events;
  private boolean ran;

  private GuestMonitors(
      GuestPmu guest, RegisterFile registers, EmulatedPmu pmu, PerfContext events) {
    this.guest = guest;
    this.registers = registers;
    this.pmu = pmu;
    this.events = events;
  }

  /// Those of a vCPU after reset.
  ///
  /// @param byUser what user space then gives to registers (`KVM_SET_ONE_REG`)
  public static GuestMonitors reset(GuestPmu guest, Map<SysReg, Long> byUser) {
    RegisterFile registers = new RegisterFile();
    EmulatedPmu pmu = new EmulatedPmu(registers, guest);
    pmu.resetRegisters();
    byUser.forEach(pmu::setByUser);
    return new GuestMonitors(guest, registers, pmu, new PerfContext());
  }

  /// Those of the same vCPU after another reset.
  public GuestMonitors reset() {
    return reset(guest, Map.of());
  }

  /// What user space gets of them (`KVM_GET_ONE_REG`), as [RegisterFile#save] gives it. The perf
  /// events stay: what they have counted is in the counters.
  public long[] save() {
    RegisterFile given = registers.copy();
    pmu.giveCounters(given);
    return given.save();
  }

  /// Those of the same vCPU with the registers that user space gives back, which are what [#save]
  /// gave elsewhere. New perf events begin to count with the first run, from there.
  public GuestMonitors restored(long[] saved) {
    RegisterFile given = RegisterFile.restored(saved);
    return new GuestMonitors(guest, given, new EmulatedPmu(given, guest), new PerfContext());
  }

  /// Independent ones, of a thread that runs nowhere.
  public GuestMonitors copy() {
    return copy(new PerfCopies());
  }

  /// The same for those that perf on a PE, which is copied too, knows of.
  public GuestMonitors copy(PerfCopies copies) {
    RegisterFile copied = registers.copy();
    GuestMonitors copy =
        new GuestMonitors(guest, copied, pmu.copy(copied, copies), copies.of(events));
    copy.ran = ran;
    return copy;
  }

  /// What the PMU is.
  public GuestPmu guest() {
    return guest;
  }

  /// The INTID of the overflow interrupt.
  public int intid() {
    return guest.intid();
  }

  /// The thread runs on the PE of `perf` from now on, and is about to run the guest.
  public void scheduleIn(HostPerf perf, long nowPicos) {
    perf.scheduleIn(events, nowPicos);
    if (!ran) {
      ran = true;
      pmu.reload(on(perf, nowPicos));
    }
  }

  /// Whether an access at EL1 makes an UNDEFINED instruction instead of taking effect.
  public boolean isUndefined(SysReg register, boolean write) {
    return pmu.isUndefined(register, write, ExceptionLevel.EL1);
  }

  /// What the guest's read returns, if it is not UNDEFINED.
  public long read(SysReg register, HostPerf perf, long nowPicos) {
    return pmu.read(register, on(perf, nowPicos));
  }

  /// The guest's write, if it is not UNDEFINED.
  public void write(SysReg register, long value, HostPerf perf, long nowPicos) {
    pmu.write(register, value, on(perf, nowPicos));
  }

  /// A sample of this event is due. Says whether the vCPU must be told.
  public boolean overflowed(PerfEvent event, HostPerf perf, long nowPicos) {
    return pmu.overflowed(event, on(perf, nowPicos));
  }

  /// Whether the guest's counters ask for an interrupt.
  public boolean overflowStatus() {
    return pmu.overflowStatus();
  }

  /// The guest's PMCR_EL0.
  public long control() {
    return registers.read(CONTROL);
  }

  /// The guest's PMINTENSET_EL1.
  public long interrupts() {
    return registers.read(INTERRUPTS);
  }

  /// The guest's PMOVSSET_EL0.
  public long overflows() {
    return registers.read(OVERFLOWS);
  }

  /// What the guest has in the registers that hold its counters and what they count, for those who
  /// compare two of them: the counter with this number, 0 to 31.
  public long stored(int counter) {
    SysReg value = GuestCounters.counter(counter);
    return registers.read(value) ^ Long.rotateLeft(registers.read(GuestCounters.type(counter)), 32);
  }

  /// How many event counters the guest has; the cycle counter is [Pmu#CYCLE_COUNTER].
  public int counters() {
    return guest.counters();
  }

  private ThreadPerf on(HostPerf perf, long nowPicos) {
    return new ThreadPerf(perf, events, nowPicos);
  }
}
