package io.interlock.actors.host.pe;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.host.GuestExit;
import io.interlock.actors.host.KernelWork;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Values;
import io.interlock.actors.host.Vcpu;
import io.interlock.engine.Copyable;
import io.interlock.engine.Sim;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.ProfilingUnit;
import io.interlock.hardware.spe.SpeTraps;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hardware.topology.CoreType;
import io.interlock.hypervisor.pmu.MonitorControl;
import io.interlock.hypervisor.program.Instruction;
import io.interlock.hypervisor.program.Moves;
import io.interlock.hypervisor.program.PeOperation;
import io.interlock.hypervisor.program.PeRegisters;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The state of a PE, and how the work of its current thread proceeds.
///
/// Five parts have a file of their own: interrupts ([PeInterrupts]), the guest while it runs
/// ([GuestRun]), the performance monitors ([PeMonitors]), statistical profiling ([PeProfiling]) and
/// the change of threads ([ThreadSwitch]).
final class PeState implements Copyable<PeState> {
  private static final SysReg FIRMWARE_CONTROL = SysReg.named("MDCR_EL3");
  private static final SysReg MONITOR_CONTROL = SysReg.named("MDCR_EL2");

  final transient PeSetup setup;
  final PeHardware hardware;
  final RegisterFile hostContext;
  final PeInterrupts interrupts;
  final ThreadSwitch threads;
  final GuestRun guest;
  final PeMonitors monitors;
  final PeProfiling profiling;

  private final transient PeRegisters registers;
  private Values.Buffer answers = new Values.Buffer();
  private int preemptCount;
  private @Nullable Job job;

  /// Work in progress: the request, how far it is, and how the guest was left.
  private record Job(PhysicalCpu.Command.Execute request, int next, @Nullable GuestExit exit) {
    static Job of(PhysicalCpu.Command.Execute request) {
      return new Job(request, 0, null);
    }
  }

  /// @param chance from which what is UNKNOWN after reset is drawn
  PeState(PeSetup setup, LongSupplier chance) {
    this(setup, hardwareOf(setup, chance));
  }

  private PeState(PeSetup setup, PeHardware hardware) {
    this(
        setup,
        hardware,
        new RegisterFile(),
        new PeInterrupts(),
        new ThreadSwitch(Math.max(1, setup.pe().capacity())),
        new GuestRun(),
        PeMonitors.boot(setup, hardware),
        PeProfiling.boot(setup));
  }

  private static PeHardware hardwareOf(PeSetup setup, LongSupplier chance) {
    CoreType type = setup.pe().coreType();
    RegisterFile file = new RegisterFile();
    var control = new MonitorControl(type.eventCounters());
    file.assign(
        MONITOR_CONTROL,
        setup.partition().exists() ? control.ofSplitHost(setup.partition()) : control.ofHost());
    var pmu = new Pmu(file, PmuModel.of(type));
    return new PeHardware(file, type.listRegisters(), pmu, profilingUnit(setup, file, chance));
  }

  private static @Nullable ProfilingUnit profilingUnit(
      PeSetup setup, RegisterFile file, LongSupplier chance) {
    PeSpu spu = setup.spu();
    if (spu == null) {
      return null;
    }
    file.assign(FIRMWARE_CONTROL, SpeTraps.permissiveFirmware());
    var unit = new ProfilingUnit(file, spu.settings(), chance.getAsLong());
    unit.reset();
    return unit;
  }

  private PeState(
      PeSetup setup,
      PeHardware hardware,
      RegisterFile hostContext,
      PeInterrupts interrupts,
      ThreadSwitch threads,
      GuestRun guest,
      PeMonitors monitors,
      PeProfiling profiling) {
    this.setup = setup;
    this.hardware = hardware;
    this.hostContext = hostContext;
    this.interrupts = interrupts;
    this.threads = threads;
    this.guest = guest;
    this.monitors = monitors;
    this.profiling = profiling;
    this.registers = new PeRegisters(hardware, hostContext);
  }

  @Override
  public PeState copy() {
    PeHardware copiedHardware = hardware.copy();
    PeState copy =
        new PeState(
            setup,
            copiedHardware,
            hostContext.copy(),
            interrupts.copy(),
            threads.copy(),
            guest.copy(),
            monitors.copy(copiedHardware.pmu()),
            profiling.copy());
    copy.answers = answers.copy();
    copy.preemptCount = preemptCount;
    copy.job = job;
    return copy;
  }

  PeState receive(Sim<PhysicalCpu.Command> sim, PhysicalCpu.Command message) {
    switch (message) {
      case PhysicalCpu.Command.PowerUp(var host, var pes) -> {
        threads.powerUp(host, pes);
        monitors.events().begin(sim, this);
        profiling.await(sim);
      }
      case PhysicalCpu.Command.PerfSessionDue _ -> monitors.events().due(sim, this);
      case PhysicalCpu.Command.ProfilingSessionDue _ -> profiling.sessionDue(sim, this);
      case PhysicalCpu.Command.FromGic(var packet) -> interrupts.signalled(sim, this, packet);
      case PhysicalCpu.Command.TimerExpired _ -> interrupts.timers().evaluate(sim, this);
      case PhysicalCpu.Command.EmulatedTimerExpired _ -> interrupts.emulatedTimer(sim, this);
      case PhysicalCpu.Command.GuestDone _,
          PhysicalCpu.Command.CounterDue _,
          PhysicalCpu.Command.BufferDue _ ->
          guest.computed(sim, this);
      case PhysicalCpu.Command.Execute request -> begin(sim, request);
      case PhysicalCpu.Command.Enqueue(var thread) -> threads.enqueue(sim, this, thread);
      case PhysicalCpu.Command.Wake(int thread, boolean byTimer) ->
          threads.wake(sim, this, thread, byTimer);
      case PhysicalCpu.Command.Sleep(long tenancy) -> threads.sleep(sim, this, tenancy);
      case PhysicalCpu.Command.SwitchedOut(long tenancy) -> threads.switchedOut(sim, this, tenancy);
      case PhysicalCpu.Command.Exit(long tenancy) -> threads.exit(sim, this, tenancy);
      case PhysicalCpu.Command.Migrate(int thread, int toPe) ->
          threads.migrate(sim, this, thread, toPe);
      case PhysicalCpu.Command.SetAffinity(long tenancy, var allowed) ->
          threads.setAffinity(sim, this, tenancy, allowed);
      case PhysicalCpu.Command.SendReschedule(int pe) -> interrupts.sendReschedule(sim, this, pe);
      case PhysicalCpu.Command.Kick(long tenancy) -> threads.kick(sim, this, tenancy);
      case PhysicalCpu.Command.Unmap(int vm) -> profiling.unmap(sim, this, vm);
      case PhysicalCpu.Command.Hotplug(boolean online) -> threads.hotplug(sim, this, online);
      case PhysicalCpu.Command.RotationDue _ -> monitors.rotationDue(sim, this);
      case PhysicalCpu.Command.ProfilingDriver(boolean present) ->
          profiling.driver(sim, this, present, threads.isOnline());
      case PhysicalCpu.Command.SliceOver _ -> threads.sliceOver(sim, this);
      case PhysicalCpu.Command.LoadDue _ -> threads.reportLoad(sim, this);
    }
    return this;
  }

  /// What programs reach here: the registers of the PE, and those of the host in its memory.
  PeRegisters registers() {
    return registers;
  }

  /// Whether the current thread may lose the PE at this instant.
  boolean preemptible() {
    return preemptCount == 0 && interrupts.open() && job == null;
  }

  /// Spends what this costs here.
  void spend(Sim<PhysicalCpu.Command> sim, Cost cost) {
    boolean switches = cost == Cost.GUEST_ENTRY || cost == Cost.GUEST_EXIT;
    spend(sim, setup.costs().picos(cost), switches);
  }

  private void spend(Sim<PhysicalCpu.Command> sim, long picos, boolean switchesWorlds) {
    sim.spend(picos);
    if (!guest.running()) {
      monitors.hostRan(sim, this, picos, switchesWorlds);
      profiling.hostRan(sim, this, picos);
    }
  }

  private void begin(Sim<PhysicalCpu.Command> sim, PhysicalCpu.Command.Execute request) {
    if (threads.accepts(request)) {
      job = Job.of(request);
      proceed(sim, job);
    }
  }

  /// Goes on with the current work until it waits for the guest or is done.
  private void proceed(Sim<PhysicalCpu.Command> sim, Job from) {
    List<KernelWork> work = from.request().work();
    for (int next = from.next(); next < work.size(); next++) {
      switch (work.get(next)) {
        case KernelWork.ProgramRun run -> perform(sim, run);
        case KernelWork.Busy(Cost cost) -> spend(sim, cost);
        case KernelWork.InterruptWindow _ -> interrupts.window(sim, this);
        case KernelWork.SendReschedule(int pe) -> interrupts.sendReschedule(sim, this, pe);
        case KernelWork.SetTimersActive(int which, int active) ->
            interrupts.timers().setActive(this, which, active);
        case KernelWork.EmulateTimer(long expiry) -> interrupts.timers().emulate(sim, expiry);
        case KernelWork.WriteTimer(SysReg register, long value) -> writeTimer(sim, register, value);
        case KernelWork.SetRunning(int intid) -> monitors.load(sim, this, intid);
        case KernelWork.ClearRunning _ -> {
          monitors.put(sim, this);
          interrupts.timers().emulate(sim, SystemCounter.NEVER);
        }
        case KernelWork.ReserveCounters(boolean forGuest) -> monitors.reserve(sim, this, forGuest);
        case KernelWork.OwnCounters _ -> monitors.own();
        case KernelWork.WriteMonitor(SysReg register, long value) ->
            MonitorAccess.carryOut(sim, this, register, value);
        case KernelWork.LockPerf(boolean take) -> monitors.lockPerf(take);
        case KernelWork.EnterGuestView(var itsMonitors) ->
            monitors.guestView(sim, this, itsMonitors);
        case KernelWork.LeaveGuestView _ -> monitors.hostView(sim, this);
        case KernelWork.AccessMonitors(var access) -> monitors.access(sim, this, access);
        case KernelWork.EnterGuest(var context) -> {
          job = new Job(from.request(), next + 1, null);
          guest.enter(sim, this, context);
          return;
        }
      }
    }
    finish(sim, from);
  }

  private void finish(Sim<PhysicalCpu.Command> sim, Job done) {
    job = null;
    threads
        .currentVcpu()
        .tell(
            new Vcpu.Command.Executed(
                done.request().ticket(),
                answers.take(),
                done.exit(),
                interrupts.timers().high(setup.timers()),
                monitors.view(this),
                monitors.takeReturned()));
    threads.preemptIfDue(sim, this);
  }

  private void writeTimer(Sim<PhysicalCpu.Command> sim, SysReg register, long value) {
    hardware.write(register, value);
    evaluateTimers(sim);
  }

  private void evaluateTimers(Sim<PhysicalCpu.Command> sim) {
    if (hardware.takeTimerWritten()) {
      interrupts.timers().evaluate(sim, this);
    }
  }

  /// The guest was left; the rest of the work follows.
  void leftGuest(Sim<PhysicalCpu.Command> sim, GuestExit exit) {
    Job current = job;
    if (current == null) {
      throw new IllegalStateException("PE " + setup.index() + " left a guest it never entered");
    }
    spend(sim, Cost.GUEST_EXIT);
    job = new Job(current.request(), current.next(), exit);
    proceed(sim, job);
  }

  /// Makes a guest that runs here exit, as a physical interrupt does; says whether one ran.
  boolean interruptGuest(Sim<PhysicalCpu.Command> sim) {
    return guest.running() && guest.exit(sim, this, ExitReason.IRQ);
  }

  private void perform(Sim<PhysicalCpu.Command> sim, KernelWork.ProgramRun run) {
    Values.Cursor inputs = run.inputs().cursor();
    int closed = 0;
    int performed = 0;
    int next = run.from();
    while (next < run.to()) {
      Moves moves = run.routine().movesAt(next);
      if (moves != null && next + moves.size() <= run.to()) {
        moves.perform(registers, inputs, answers);
        performed += moves.size();
        next += moves.size();
        continue;
      }
      performed++;
      switch (run.routine().get(next++)) {
        case Instruction.Move move -> move.perform(registers, inputs, answers);
        case Instruction.Prepared(_, PeOperation operation) -> perform(sim, operation);
        case Instruction.Compute _ -> perform(sim, run.closed().get(closed++));
        case Instruction.Step _,
            Instruction.Boundary _,
            Instruction.AssignSaved _,
            Instruction.BranchUnless _,
            Instruction.Jump _ ->
            performed--;
      }
    }
    if (run.charged()) {
      spend(sim, performed * setup.costs().picos(Cost.REGISTER_MOVE), false);
    }
    evaluateTimers(sim);
    if (hardware.takeMonitorsWritten()) {
      monitors.hostWrote(sim, this);
    }
    if (hardware.takeProfilingWritten()) {
      profiling.evaluate(sim, this);
    }
    interrupts.maintained(sim, this);
  }

  private void perform(Sim<PhysicalCpu.Command> sim, PeOperation operation) {
    switch (operation) {
      case PeOperation.Control control -> control(sim, control);
      case PeOperation.Report _, PeOperation.Accumulate _ ->
          answers.accept(operation.perform(registers));
      case PeOperation.Fence(var barrier) -> profiling.fence(sim, this, barrier);
      case PeOperation.WriteValue _, PeOperation.Write _ -> operation.perform(registers);
    }
  }

  private void control(Sim<PhysicalCpu.Command> sim, PeOperation.Control control) {
    switch (control) {
      case PREEMPT_DISABLE -> preemptCount++;
      case PREEMPT_ENABLE -> preemptCount--;
      case IRQ_DISABLE -> interrupts.mask();
      case IRQ_ENABLE -> interrupts.unmask(sim, this);
    }
  }
}
