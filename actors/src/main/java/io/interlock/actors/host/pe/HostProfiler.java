package io.interlock.actors.host.pe;

import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Redistributor;
import io.interlock.actors.host.guest.GuestMemory;
import io.interlock.actors.host.plan.HostSession;
import io.interlock.engine.Sim;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.ProfilingUnit;
import io.interlock.hardware.spe.SpeRegisters;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.guest.GuestProfiler;
import io.interlock.hypervisor.guest.ProfilerSettings;
import io.interlock.hypervisor.guest.ProfilerTask;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A session of the host's own on a PE: Linux' driver at EL2, and perf, which takes at once what is
/// in the buffer.
///
/// It begins and ends by an IPI, as perf installs events. At EL2 the names of the EL1 registers
/// reach those of EL2.
final class HostProfiler {
  /// Behind what guests' kernels use of the addresses that all kernels map alike.
  private static final long BUFFERS = GuestMemory.KERNEL_START + 0x2000_0000L;

  private final transient HostSession wanted;
  private final transient long bufferStart;
  private final GuestProfiler driver;
  private boolean begun;
  private boolean ended;
  private boolean running;
  private long cycles;

  private HostProfiler(HostSession wanted, long bufferStart, GuestProfiler driver) {
    this.wanted = wanted;
    this.bufferStart = bufferStart;
    this.driver = driver;
  }

  /// That of a PE; null where the host samples nothing there.
  static @Nullable HostProfiler of(PeSetup setup) {
    HostSession wanted = setup.spu() == null ? null : setup.spu().session();
    if (wanted == null) {
      return null;
    }
    long start = BUFFERS + (long) setup.index() * wanted.bufferBytes();
    ProfilerSettings settings =
        ProfilerSettings.usual(wanted.period()).withBufferAt(start, wanted.bufferBytes());
    return new HostProfiler(wanted, start, new GuestProfiler(settings));
  }

  HostProfiler copy() {
    HostProfiler copy = new HostProfiler(wanted, bufferStart, driver.copy());
    copy.begun = begun;
    copy.ended = ended;
    copy.running = running;
    copy.cycles = cycles;
    return copy;
  }

  boolean isRunning() {
    return running;
  }

  /// The address of the first byte of its buffer, and of the first behind it.
  long bufferStart() {
    return bufferStart;
  }

  long bufferEnd() {
    return bufferStart + wanted.bufferBytes();
  }

  /// The host computes for so many cycles more while it is sampled; says for how many it had.
  long compute(long more) {
    long before = cycles;
    cycles += more;
    return before;
  }

  /// Waits for the beginning, or for the end.
  void await(Sim<PhysicalCpu.Command> sim) {
    long next = begun ? wanted.untilPicos() : wanted.fromPicos();
    if (!ended && next != HostSession.NEVER) {
      sim.arm(
          PeAlarm.PROFILING_SESSION,
          Math.max(0, next - sim.now()),
          new PhysicalCpu.Command.ProfilingSessionDue());
    }
  }

  /// One of these has come: an IPI brings it about.
  void due(Sim<PhysicalCpu.Command> sim, PeState pe) {
    ended = begun;
    begun = true;
    pe.setup.redistributor().tell(new Redistributor.Command.Sgi(HostEvents.CALL_FUNCTION_SGI));
    await(sim);
  }

  /// The handler of the IPI.
  void called(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (begun && !ended && !running) {
      perform(sim, pe, ProfilerTask.PROBE);
      running = true;
      perform(sim, pe, ProfilerTask.START);
    } else if (ended && running) {
      perform(sim, pe, ProfilerTask.STOP);
      running = false;
    }
  }

  /// The handler of PMBIRQ: it may find nothing to do, where a guest's event made the line rise.
  void interrupt(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (running) {
      perform(sim, pe, ProfilerTask.INTERRUPT);
      perform(sim, pe, ProfilerTask.READ);
    }
  }

  private void perform(Sim<PhysicalCpu.Command> sim, PeState pe, ProfilerTask task) {
    driver.begin(task);
    for (var operation = driver.operation(); operation != null; operation = driver.operation()) {
      pe.spend(sim, Cost.REGISTER_MOVE);
      long returned = perform(sim, pe, operation);
      driver.completed();
      driver.returned(returned);
    }
    pe.profiling.evaluate(sim, pe);
  }

  private static long perform(
      Sim<PhysicalCpu.Command> sim, PeState pe, GuestOperation.Elementary operation) {
    ProfilingUnit unit = Objects.requireNonNull(pe.hardware.profilingUnit());
    switch (operation) {
      case GuestOperation.WriteRegister(String name, long value) ->
          unit.write(atEl2(SysReg.named(name)), value);
      case GuestOperation.ReadRegister(String name, _) -> {
        return unit.read(atEl2(SysReg.named(name)), ExceptionLevel.EL2);
      }
      case GuestOperation.Fence(var barrier) -> pe.profiling.fence(sim, pe, barrier);
      default -> {}
    }
    return 0;
  }

  private static SysReg atEl2(SysReg register) {
    return register == SpeRegisters.PMSCR_EL1 ? SpeRegisters.PMSCR_EL2 : register;
  }
}
