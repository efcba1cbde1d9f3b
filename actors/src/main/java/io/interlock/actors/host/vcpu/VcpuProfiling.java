package io.interlock.actors.host.vcpu;

import static io.interlock.hardware.spe.SpeRegisters.PMBIDR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBLIMITR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBPTR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBSR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSIDR_EL1;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.ProfilingRules;
import io.interlock.actors.host.RunExit;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.actors.host.VmProfiling;
import io.interlock.actors.host.guest.GuestMemory;
import io.interlock.engine.Sim;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.BufferStatus;
import io.interlock.hardware.spe.ProfilingUnit;
import io.interlock.hardware.spe.SpeRegisters;
import io.interlock.hypervisor.spe.GuestBuffer;
import io.interlock.hypervisor.spe.PageRange;
import org.jspecify.annotations.Nullable;

/// A vCPU's SPE as KVM keeps it: the buffer's registers in memory, the virtual interrupt, and what
/// trapped accesses do.
final class VcpuProfiling {
  private static final SysReg CONTEXTIDR = SysReg.named("CONTEXTIDR_EL1");

  private final transient VcpuId id;
  private final transient @Nullable VmProfiling plan;
  private final transient RegisterFile saved;
  private final transient ActorRef<VirtualMachine.Command> machine;
  private @Nullable ProfilingRules rules;
  private boolean line;
  private boolean locked;
  private long pinnedBytes;
  private boolean stopAsked;

  VcpuProfiling(
      VcpuId id,
      @Nullable VmProfiling plan,
      RegisterFile saved,
      ActorRef<VirtualMachine.Command> machine) {
    this.id = id;
    this.plan = plan;
    this.saved = saved;
    this.machine = machine;
  }

  /// The same over a copy of the saved registers.
  VcpuProfiling copy(RegisterFile copied) {
    VcpuProfiling copy = new VcpuProfiling(id, plan, copied, machine);
    copy.rules = rules;
    copy.line = line;
    copy.locked = locked;
    copy.pinnedBytes = pinnedBytes;
    copy.stopAsked = stopAsked;
    return copy;
  }

  /// Whether the vCPU has SPE.
  boolean present() {
    return plan != null;
  }

  /// The PPI of its interrupt, [IntId#NONE] without SPE.
  int intid() {
    return plan == null ? IntId.NONE : plan.irq();
  }

  /// The level of its interrupt, as user space gets it.
  boolean lineIsHigh() {
    return line;
  }

  /// How much of the guest's memory its SPU can write to, whatever the second stage says of dirty
  /// pages.
  long pinnedBytes() {
    return locked ? pinnedBytes : 0;
  }

  /// The vCPU was on another host, with this level of its interrupt.
  void restore(boolean level) {
    line = level;
  }

  /// Its interrupt belongs to KVM, and its guest runs a process of its own number.
  ///
  /// @param enables whether the guest has yet to enable the interrupt
  void claim(VcpuAttention attention, boolean enables) {
    if (present()) {
      attention.interrupts().addProfiling(intid(), enables);
      saved.assign(CONTEXTIDR, GuestMemory.pidOf(id.index()));
    }
  }

  /// The VM is configured; null where no SPU has been chosen.
  void configured(Sim<Vcpu.Command> sim, @Nullable ProfilingRules known) {
    rules = known;
    samplingControl(known == null ? 0 : known.samplingControl());
    if (known != null && sim.observed()) {
      sim.state(
          new OfProfiling.SpeConfigured(
              id, known.spuCpus(), known.ownLimitRes0(), known.buffer().alignmentBytes()));
    }
  }

  /// Other bits of PMBLIMITR_EL1 are RES0 from now on.
  void limitBits(long res0) {
    ProfilingRules known = rules;
    rules = known == null ? null : known.withLimitRes0(res0);
  }

  /// PMSCR_EL2 while the guest runs.
  void samplingControl(long value) {
    saved.assign(SpeRegisters.PMSCR_EL2, value);
  }

  /// The vCPU begins anew: its buffer is disabled and needs no memory, its interrupt is low. The
  /// other registers are those of reset by now.
  void reset(Sim<Vcpu.Command> sim, VcpuAttention attention) {
    ProfilingRules known = rules;
    if (!present()) {
      return;
    }
    if (line) {
      drive(sim, attention, false);
    }
    keep(GuestBuffer.atReset());
    samplingControl(known == null ? 0 : known.samplingControl());
    saved.assign(CONTEXTIDR, GuestMemory.pidOf(id.index()));
    if (known != null) {
      boolean _ = lockMemory(buffer(), known);
    }
  }

  // Trapped accesses.

  /// What a trapped read returns.
  long read(SysReg register) {
    ProfilingRules known = rules;
    if (register == PMSIDR_EL1 || register == PMBIDR_EL1) {
      boolean sampling = register == PMSIDR_EL1;
      return known == null
          ? 0
          : sampling ? known.samplingIdentification() : known.bufferIdentification();
    }
    return saved.read(register);
  }

  /// A trapped write. Says whether the thread has to wait until memory is locked.
  boolean write(Sim<Vcpu.Command> sim, VcpuAttention attention, SysReg register, long value) {
    ProfilingRules known = rules;
    if (known == null || !isOfBuffer(register)) {
      saved.write(register, value);
      return false;
    }
    GuestBuffer.Written written = buffer().write(register, value, known.buffer());
    written.levels().forEach(level -> drive(sim, attention, level));
    keep(written.buffer());
    if (sim.observed()) {
      stateWrite(sim, known, register, value);
    }
    return lockMemory(written.buffer(), known);
  }

  private static boolean isOfBuffer(SysReg register) {
    return register == PMBLIMITR_EL1 || register == PMBPTR_EL1 || register == PMBSR_EL1;
  }

  private void stateWrite(
      Sim<Vcpu.Command> sim, ProfilingRules known, SysReg register, long value) {
    GuestBuffer now = buffer();
    if (register == PMBLIMITR_EL1) {
      sim.state(new OfProfiling.LimitWritten(id, value, now.limit()));
    }
    if (now.isEnabled()) {
      sim.state(
          new OfProfiling.BufferEnabled(
              id,
              now.pointer(),
              now.limit(),
              known.buffer().recordBytesMax(),
              SpeRegisters.isDiscardMode(now.limit())));
    }
  }

  /// The buffer's pages are locked from the write that enables it to the one that does not.
  private boolean lockMemory(GuestBuffer buffer, ProfilingRules known) {
    boolean needed = buffer.needsMemory(known.buffer());
    if (needed == locked) {
      return false;
    }
    locked = needed;
    if (needed) {
      PageRange pages = pages(buffer);
      pinnedBytes = pages.bytes();
      machine.tell(new VirtualMachine.Command.LockMemory(id.index(), pages));
    } else {
      machine.tell(new VirtualMachine.Command.ReleaseMemory(id.index()));
    }
    return needed;
  }

  /// What the guest does not map needs no memory: the fault there is its own.
  private static PageRange pages(GuestBuffer buffer) {
    return GuestMemory.mapped(buffer.pointer(), buffer.limit() & SpeRegisters.LIMIT_ADDRESS);
  }

  /// The memory may not be locked. User space hears of it, and the next KVM_RUN asks again.
  RunExit refused(long bytesNeeded) {
    locked = false;
    return new RunExit.Rlimit(bytesNeeded);
  }

  /// The memory of the buffer is about to go.
  void stopAsked() {
    stopAsked = true;
  }

  /// Whether the buffer stops now, because that was asked for. What it has written is in memory.
  boolean stopsNow() {
    boolean asked = stopAsked;
    stopAsked = false;
    if (asked) {
      locked = false;
      machine.tell(new VirtualMachine.Command.BufferStopped(id.index()));
    }
    return asked;
  }

  /// KVM_RUN again. Says whether the thread has to wait until memory is locked.
  boolean runAgain() {
    ProfilingRules known = rules;
    return known != null && lockMemory(buffer(), known);
  }

  // Events of the hardware.

  /// After an exit, when PMBSR_EL1 of the hardware has been added to the guest's: an event there is
  /// told to the guest.
  void sync(Sim<Vcpu.Command> sim, VcpuAttention attention) {
    BufferStatus status = new BufferStatus(saved.read(PMBSR_EL1));
    if (line || !status.isStopped()) {
      return;
    }
    keep(buffer().take(status).buffer());
    if (sim.observed()) {
      sim.state(new OfProfiling.EventTold(id, saved.read(PMBSR_EL1)));
    }
    drive(sim, attention, true);
  }

  private void drive(Sim<Vcpu.Command> sim, VcpuAttention attention, boolean level) {
    line = level;
    attention.profilingOutput(intid(), level);
    if (sim.observed()) {
      sim.state(new OfProfiling.VirtualLine(id, level));
    }
  }

  private GuestBuffer buffer() {
    return new GuestBuffer(
        saved.read(PMBLIMITR_EL1),
        saved.read(PMBPTR_EL1),
        new BufferStatus(saved.read(PMBSR_EL1)),
        line);
  }

  private void keep(GuestBuffer buffer) {
    saved.assign(PMBLIMITR_EL1, buffer.limit());
    saved.assign(PMBPTR_EL1, buffer.pointer());
    saved.assign(PMBSR_EL1, buffer.status().value());
    line = buffer.line();
  }

  /// Whether an access of this register is for SPE.
  static boolean contains(SysReg register) {
    return ProfilingUnit.contains(register);
  }
}
