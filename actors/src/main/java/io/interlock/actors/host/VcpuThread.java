package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.engine.Copyable;
import io.interlock.engine.Sim;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.program.Routine;
import io.interlock.hypervisor.vcpu.KickProtocol;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The state of a vCPU, and the run loop of its thread (`kvm_arch_vcpu_ioctl_run`).
///
/// The thread is always in one [RunPhase]. In most it waits for an answer of its PE, and goes on
/// where the routine says that it walks through ([ProgramWalk]).
final class VcpuThread implements Copyable<VcpuThread>, KernelSteps.RunLoop {
  private enum Alarm {
    BACKGROUND_TIMER
  }

  private final transient VmPlan.VcpuPlan plan;
  private final transient HostUnits units;
  private final transient ActorRef<Vmm.Command> vmm;
  private final transient ActorRef<VirtualMachine.Command> machine;
  private final SavedState saved;
  private final VcpuAttention attention;
  private final VcpuMonitors monitors;
  private final ProgramWalk walk;
  private final PeStay stay;
  private final transient KernelSteps steps;
  private final BeforeEntry beforeEntry;
  private final ExitHandler exits;

  private final LastExit last;
  private CpuSet supported = CpuSet.empty();
  private final ThreadFlags flags;
  private RunPhase phase = RunPhase.CREATED;
  private PutFor putFor = PutFor.PREEMPTION;
  private Vmm.RunExit runExit = new Vmm.RunExit.Mmio();
  private transient @Nullable Sim<Vcpu.Command> sim;

  VcpuThread(
      VmPlan vm,
      VmPlan.VcpuPlan plan,
      HostUnits units,
      ActorRef<Vmm.Command> vmm,
      ActorRef<VirtualMachine.Command> machine) {
    RunSettings settings = units.settings();
    RegisterFile registers = VcpuReset.registers(vm, plan.id().index(), settings);
    this.plan = plan;
    this.units = units;
    this.vmm = vmm;
    this.machine = machine;
    this.saved = new SavedState(registers, vm.profiling() != null);
    this.attention = new VcpuAttention(VcpuInterrupts.none(plan.id().index(), settings, registers));
    this.monitors = new VcpuMonitors(registers, settings.partition(), settings.hooks());
    this.saved.guestOwned(!settings.hooks().lazy());
    this.walk = new ProgramWalk(saved, settings.stepwise());
    this.stay = new PeStay(units.pes());
    var profiling = new VcpuProfiling(plan.id(), vm.profiling(), registers, machine);
    this.steps = steps(profiling);
    this.beforeEntry = new BeforeEntry();
    this.exits = new ExitHandler(plan.id(), saved, attention, beforeEntry, monitors, profiling);
    this.flags = new ThreadFlags();
    this.last = LastExit.none(GuestContext.start(plan.code(), profiling.intid()));
  }

  private VcpuThread(VcpuThread other) {
    plan = other.plan;
    units = other.units;
    vmm = other.vmm;
    machine = other.machine;
    saved = other.saved.copy();
    attention = other.attention.copy();
    monitors = other.monitors.copy(saved.saved());
    walk = other.walk.copy(saved);
    stay = other.stay.copy();
    VcpuProfiling profiling = other.exits.profiling().copy(saved.saved());
    steps = steps(profiling);
    beforeEntry = other.beforeEntry.copy();
    exits = new ExitHandler(plan.id(), saved, attention, beforeEntry, monitors, profiling);
    last = other.last.copy();
    flags = other.flags.copy();
    supported = other.supported;
    phase = other.phase;
    putFor = other.putFor;
    runExit = other.runExit;
  }

  private KernelSteps steps(VcpuProfiling profiling) {
    return new KernelSteps(
        plan.id(), this, saved, attention, monitors, profiling, walk, units.counter());
  }

  @Override
  public VcpuThread copy() {
    return new VcpuThread(this);
  }

  /// The saved registers, for those who compare runs.
  RegisterFile savedRegisters() {
    return saved.saved();
  }

  VcpuThread receive(Sim<Vcpu.Command> aSim, Vcpu.Command message) {
    sim = aSim;
    switch (message) {
      case Vcpu.Command.Run _ -> run();
      case Vcpu.Command.Quit _ -> quit();
      case Vcpu.Command.SetAffinity(CpuSet allowed) -> stay.setAffinity(allowed);
      case Vcpu.Command.Configured known -> configured(known);
      case Vcpu.Command.OfProfiling told -> {
        exits.told(aSim, told, phase, stay);
        goOnIfAnswered();
      }
      case Vcpu.Command.ScheduledIn(int onto, long tenancy) -> scheduledIn(onto, tenancy);
      case Vcpu.Command.ScheduleOut(long tenancy) -> scheduleOut(tenancy);
      case Vcpu.Command.Executed executed -> executed(executed);
      case Vcpu.Command.TimerInterrupt _ when flags.loaded -> {
        attention.timerOutput(true);
        interrupted(true);
      }
      case Vcpu.Command.TimerInterrupt _ -> {}
      case Vcpu.Command.CountersOverflowed(long counters) ->
          interrupted(monitors.overflowed(counters, attention));
      case Vcpu.Command.MonitorInterrupt(var view) ->
          interrupted(monitors.interrupted(view, attention));
      case Vcpu.Command.BackgroundTimer _ -> wake(true);
      case Vcpu.Command.Sgi(int intid, int fromPe, var sender) ->
          sender.tell(new Vcpu.Command.SgiQueued(receiveSgi(intid, fromPe)));
      case Vcpu.Command.OfSpi spi -> receiveSpi(spi);
      case Vcpu.Command.SgiQueued(int kickPe) -> {
        beforeEntry.sgiQueued(kickPe);
        goOnIfAnswered();
      }
    }
    return this;
  }

  // What user space asks.

  private void run() {
    if (phase == RunPhase.CREATED) {
      phase = RunPhase.CONFIGURING;
      machine.tell(new VirtualMachine.Command.FirstRun(sim().self(), vmm));
      return;
    }
    flags.runRequested = true;
    exits.runAgain();
    if (stay.isCurrent()) {
      load();
    }
  }

  private void configured(Vcpu.Command.Configured known) {
    supported = known.supported();
    exits.configured(sim(), known, plan.affinity());
    flags.runRequested = true;
    phase = RunPhase.WAITING;
    units.host().tell(new Host.Command.Place(HostThread.fresh(plan, sim())));
  }

  private void quit() {
    flags.quitting = true;
    if (stay.isCurrent()) {
      end();
    }
  }

  private void end() {
    phase = RunPhase.ENDED;
    stay.exit();
  }

  // What the host's scheduler asks.

  private void scheduledIn(int onto, long tenancy) {
    stay.begin(onto, tenancy);
    if (flags.quitting) {
      end();
    } else if (phase == RunPhase.INTERRUPTED) {
      phase = RunPhase.LOADING;
      stay.askAgain();
    } else if (flags.runRequested) {
      load();
    }
  }

  private void scheduleOut(long tenancy) {
    if (!stay.isCurrent(tenancy)) {
      return;
    }
    stay.makeWay();
    if (phase == RunPhase.PUTTING) {
      // The same work, now for the sake of making way.
      stay.askAgain();
      return;
    }
    if (phase == RunPhase.LOADING && flags.loadBegun) {
      phase = RunPhase.INTERRUPTED;
      stay.switchedOut();
      return;
    }
    walk.abandon();
    flags.loadAsked = false;
    if (flags.loaded) {
      put(PutFor.PREEMPTION);
    } else {
      leavePe();
    }
  }

  private void leavePe() {
    phase = flags.runRequested ? RunPhase.WAITING : RunPhase.USER;
    stay.switchedOut();
  }

  private void interrupted(boolean wakes) {
    flags.woken |= wakes;
    attention.stateRequest(sim(), plan.id());
  }

  /// Queues an SGI and says which PE its sender must interrupt.
  private int receiveSgi(int intid, int fromPe) {
    return kicked(attention.sgi(intid, asleep(), stay.loadedOn(flags), fromPe));
  }

  private void receiveSpi(Vcpu.Command.OfSpi spi) {
    units.kick(kicked(attention.spi(spi, asleep(), stay.loadedOn(flags))));
  }

  private boolean asleep() {
    return phase == RunPhase.BLOCKED || (phase == RunPhase.PUTTING && blocking());
  }

  /// The PE that must be interrupted now that somebody wants this vCPU's attention.
  private int kicked(KickProtocol.Action kick) {
    attention.stateRequest(sim(), plan.id());
    if (kick instanceof KickProtocol.Action.Wake) {
      wake(false);
    }
    return kick instanceof KickProtocol.Action.SendIpi(int cpu) ? cpu : VcpuAttention.NO_PE;
  }

  private void wake(boolean byTimer) {
    if (phase == RunPhase.BLOCKED) {
      phase = RunPhase.WAITING;
      sim().disarm(Alarm.BACKGROUND_TIMER);
      if (byTimer && sim().observed()) {
        sim().state(new Fact.HostInterruptRaised(stay.pe(), IntId.HYP_TIMER, 0));
      }
      stay.wake(plan.id().thread(), byTimer);
    } else {
      flags.woken = true;
    }
  }

  private void goOnIfAnswered() {
    if (!beforeEntry.awaitsAnswers() && phase == RunPhase.SENDING) {
      enter();
      if (phase == RunPhase.ENTERING) {
        proceed();
      }
    }
  }

  private void load() {
    phase = RunPhase.LOADING;
    flags.loadBegun = false;
    monitors.load(saved, monitorControl());
    walk.begin(phase, units.settings().load(), Cost.VCPU_LOAD, !roundTrip());
    proceed();
  }

  /// R4 to R6: towards the guest.
  private void enter() {
    exits.outside();
    if (beforeEntry.awaitsAnswers()) {
      phase = RunPhase.SENDING;
      return;
    }
    if (beforeEntry.leaves()) {
      leaveTo(beforeEntry.takeExit());
      return;
    }
    attention.lookAtRequests(sim(), plan.id());
    phase = RunPhase.ENTERING;
    beforeEntry.work().forEach(walk::add);
    walk.start(phase, units.settings().enter(), false);
  }

  private void put(PutFor reason) {
    startPut(reason);
    proceed();
  }

  private void startPut(PutFor reason) {
    putFor = reason;
    phase = RunPhase.PUTTING;
    flags.woken = false;
    walk.begin(phase, units.settings().put(), Cost.VCPU_PUT, !roundTrip());
  }

  /// Whether put and load are part of the cost of a whole round trip to user space.
  private boolean roundTrip() {
    return putFor == PutFor.USER_SPACE && runExit instanceof Vmm.RunExit.Mmio;
  }

  private void executed(Vcpu.Command.Executed answer) {
    if (!stay.takeAnswer(answer.ticket())) {
      return;
    }
    flags.loaded |= flags.loadAsked;
    flags.loadBegun = true;
    flags.loadAsked = false;
    if (phase == RunPhase.ENTERING || phase == RunPhase.LEAVING || phase == RunPhase.CANCELLING) {
      beforeEntry.done();
      monitors.emulated().accessed();
    }
    monitors.answered(sim(), plan.id(), saved, answer);
    walk.answered(steps);
    attention.interrupts().timerLine(answer.timerLineHigh());
    last.answered(answer.exit());
    proceed();
  }

  /// Walks on until the PE has to do something, or the thread has to wait for somebody.
  private void proceed() {
    while (true) {
      boolean atEnd = walk.advance(steps);
      if (atEnd && phase == RunPhase.ENTERING) {
        phase = RunPhase.LEAVING;
        walk.start(phase, units.settings().exit(), false);
        continue;
      }
      if (atEnd && goesOnInOneBlock()) {
        continue;
      }
      if (walk.hasWork()) {
        stay.ask(walk.takeWork());
        return;
      }
      if (!routineDone()) {
        return;
      }
    }
  }

  /// At granularity `block`, two regions are one delivery where it is already clear that the second
  /// follows: a load and the beginning of the entry, an exit and the put of a thread that goes to
  /// sleep. Says whether that is so here.
  private boolean goesOnInOneBlock() {
    if (units.settings().stepwise() || !walk.hasWork() || last.claims() || beforeEntry.leaves()) {
      return false;
    }
    if (phase == RunPhase.LOADING) {
      flags.loadAsked = true;
      enter();
      return phase == RunPhase.ENTERING;
    }
    GuestExit exit = last.peek();
    if (phase == RunPhase.LEAVING && exit != null && exits.sleepsAfter(exit)) {
      GuestExit _ = last.take();
      startPut(PutFor.BLOCKING);
      return true;
    }
    return false;
  }

  /// The end of a routine; says whether the walk goes on at once.
  private boolean routineDone() {
    RunPhase done = phase;
    switch (done) {
      case LOADING -> {
        flags.loaded = true;
        if (last.claims()) {
          return handleExit();
        }
        enter();
      }
      case CANCELLING -> {
        if (flags.unsupported) {
          sim().state(new Fact.EntryFailed(plan.id(), stay.pe()));
          leaveTo(new Vmm.RunExit.FailEntry(stay.pe()));
          return false;
        }
        enter();
      }
      case LEAVING, CLAIMING -> {
        return handleExit();
      }
      case PUTTING -> putDone();
      case SENDING -> {}
      default -> throw new IllegalStateException(plan.id() + " ended a routine while " + phase);
    }
    return done != RunPhase.PUTTING && phase == RunPhase.ENTERING;
  }

  /// R28: what the guest was left for; says whether the walk goes on at once.
  private boolean handleExit() {
    GuestExit next = last.peek();
    Routine claim = units.settings().hooks().claim();
    if (claim != null && next != null && monitors.claims(next, saved)) {
      last.claim();
      phase = RunPhase.CLAIMING;
      walk.start(phase, claim, true);
      return true;
    }
    boolean claimed = last.claims();
    GuestExit exit = last.take();
    last.resume(exits.resumed(exit, last.guest()));
    switch (exits.handle(sim(), exit, stay.pe(), claimed)) {
      case ExitHandler.Outcome.Reenter _ -> enter();
      case ExitHandler.Outcome.Sleep _ -> put(PutFor.BLOCKING);
      case ExitHandler.Outcome.ToUserSpace(var why) -> leaveTo(why);
    }
    return phase == RunPhase.ENTERING;
  }

  private void leaveTo(Vmm.RunExit exit) {
    exits.outside();
    runExit = exit;
    flags.runRequested = false;
    put(PutFor.USER_SPACE);
  }

  private void putDone() {
    flags.loaded = false;
    switch (putFor) {
      case PREEMPTION -> leavePe();
      case BLOCKING -> {
        if (!flags.woken) {
          phase = RunPhase.BLOCKED;
          stay.sleep();
        } else if (stay.makingWay()) {
          leavePe();
        } else {
          load();
        }
      }
      case USER_SPACE -> {
        phase = RunPhase.USER;
        vmm.tell(new Vmm.Command.RunReturned(plan.id().index(), runExit));
        if (stay.makingWay()) {
          leavePe();
        }
      }
    }
  }

  // What the kernel steps of the programs ask.

  @Override
  public GuestContext guest() {
    return last.guest();
  }

  @Override
  public long monitorControl() {
    return units.settings().monitorControl(stay.pe());
  }

  @Override
  public boolean blocking() {
    return putFor == PutFor.BLOCKING;
  }

  @Override
  public void checkSupported() {
    flags.unsupported = !supported.contains(stay.pe());
  }

  @Override
  public void checkRequests() {
    if (flags.unsupported || attention.requested()) {
      phase = RunPhase.CANCELLING;
      walk.start(phase, units.settings().cancel(), false);
    }
  }

  @Override
  public void armBackgroundTimer(long picos) {
    if (picos == 0) {
      flags.woken = true;
    } else {
      sim().arm(Alarm.BACKGROUND_TIMER, picos, new Vcpu.Command.BackgroundTimer());
    }
  }

  @Override
  public Sim<Vcpu.Command> sim() {
    return Objects.requireNonNull(sim);
  }
}
