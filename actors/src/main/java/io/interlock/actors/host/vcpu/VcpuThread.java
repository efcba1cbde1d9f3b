package io.interlock.actors.host.vcpu;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.GuestExit;
import io.interlock.actors.host.Host;
import io.interlock.actors.host.HostThread;
import io.interlock.actors.host.RunExit;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.Vmm;
import io.interlock.actors.host.plan.HostUnits;
import io.interlock.actors.host.plan.RunSettings;
import io.interlock.engine.Copyable;
import io.interlock.engine.Sim;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.program.Routine;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The state of a vCPU, and the run loop of its thread (`kvm_arch_vcpu_ioctl_run`).
///
/// The thread is always in one [RunPhase]. In most it waits for an answer of its PE, and goes on
/// where the routine says that it walks through ([ProgramWalk]).
final class VcpuThread implements Copyable<VcpuThread> {
  private final transient VmPlan.VcpuPlan plan;
  private final transient HostUnits units;
  private final transient RunSettings settings;
  private final transient ActorRef<Vmm.Command> vmm;
  private final transient ActorRef<VirtualMachine.Command> machine;
  private final transient VcpuParts parts;
  private final SavedState saved;
  private final VcpuAttention attention;
  private final VcpuMonitors monitors;
  private final ProgramWalk walk;
  private final PeStay stay;
  private final transient KernelSteps steps;
  private final transient VcpuSleep sleep;
  private final BeforeEntry beforeEntry;
  private final ExitHandler exits;
  private final LastExit last;
  private final LoopState loop;
  private final UserWishes user;
  private final PowerState power;
  private transient @Nullable Sim<Vcpu.Command> sim;

  /// The thread of a vCPU that has not run.
  static VcpuThread create(
      VmPlan vm,
      VmPlan.VcpuPlan plan,
      HostUnits units,
      ActorRef<Vmm.Command> vmm,
      ActorRef<VirtualMachine.Command> machine) {
    VcpuParts parts = VcpuParts.of(vm, plan, units, machine);
    return new VcpuThread(plan, units, vmm, machine, parts, parts.exits(plan.id()));
  }

  private VcpuThread(
      VmPlan.VcpuPlan plan,
      HostUnits units,
      ActorRef<Vmm.Command> vmm,
      ActorRef<VirtualMachine.Command> machine,
      VcpuParts parts,
      ExitHandler exits) {
    this.plan = plan;
    this.units = units;
    this.settings = parts.settings();
    this.vmm = vmm;
    this.machine = machine;
    this.saved = parts.saved();
    this.attention = parts.attention();
    this.monitors = parts.monitors();
    this.walk = parts.walk();
    this.stay = parts.stay();
    this.beforeEntry = parts.beforeEntry();
    this.exits = exits;
    this.last = parts.last();
    this.loop = parts.loop();
    this.user = parts.user();
    this.power = parts.power();
    this.steps = new KernelSteps(plan.id(), new LoopSteps(parts, this), parts);
    this.sleep = new VcpuSleep(plan.id(), parts);
    this.parts = parts;
  }

  @Override
  public VcpuThread copy() {
    VcpuParts copies = parts.copy();
    return new VcpuThread(plan, units, vmm, machine, copies, exits.over(copies));
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
      case Vcpu.Command.Signal _ -> sleep.signalled(aSim);
      case Vcpu.Command.Save(boolean off) -> save(off);
      case Vcpu.Command.SetAffinity(CpuSet allowed) -> stay.setAffinity(allowed);
      case Vcpu.Command.Configured known -> configured(known);
      case Vcpu.Command.Told told -> {
        exits.told(aSim, told, loop.phase, stay);
        goOnIfAnswered();
      }
      case Vcpu.Command.ScheduledIn(int onto, long tenancy) -> scheduledIn(onto, tenancy);
      case Vcpu.Command.ScheduleOut(int from, long tenancy) -> scheduleOut(from, tenancy);
      case Vcpu.Command.Executed executed -> executed(executed);
      case Vcpu.Command.TimerInterrupt(var timer) when loop.loaded -> {
        attention.timerOutput(timer, true);
        sleep.interrupted(aSim, true);
      }
      case Vcpu.Command.TimerInterrupt _ -> {}
      case Vcpu.Command.CountersOverflowed(long counters) ->
          sleep.interrupted(aSim, monitors.overflowed(counters, attention));
      case Vcpu.Command.MonitorInterrupt(var view) ->
          sleep.interrupted(aSim, monitors.interrupted(view, attention));
      case Vcpu.Command.BackgroundTimer _ -> sleep.wake(aSim, true);
      case Vcpu.Command.ImmediateExit _ -> user.immediateExit = true;
      case Vcpu.Command.SetX0(long value) -> exits.answeredByUser(aSim, value);
      case Vcpu.Command.PowerAnswer(long value) -> {
        exits.answered(aSim, value);
        goOnIfAnswered();
      }
      case Vcpu.Command.OfPower wish -> {
        PowerRequests.receive(aSim, wish, plan.id(), parts, units);
        sleep.riseIfAllowed(aSim);
      }
      case Vcpu.Command.Sgi(int intid, int fromPe, var sender) -> {
        var kick = attention.sgi(intid, loop.asleep(), stay.loadedOn(loop), fromPe);
        sender.tell(new Vcpu.Command.SgiQueued(sleep.kicked(aSim, kick)));
      }
      case Vcpu.Command.OfGic done -> {
        parts.gic().accessed(aSim, done);
        var kick = attention.of(done, beforeEntry, loop.asleep(), stay.loadedOn(loop));
        units.kick(sleep.kicked(aSim, kick));
      }
      case Vcpu.Command.OfMutex wish -> {
        if (VcpuMutex.receive(wish, plan.id(), parts)) {
          run();
        }
      }
      case Vcpu.Command.SgiQueued(int kickPe) -> {
        beforeEntry.sgiQueued(kickPe);
        goOnIfAnswered();
      }
    }
    return this;
  }

  private void run() {
    if (VcpuMutex.keepsOut(user)) {
      return;
    }
    if (loop.phase == RunPhase.CREATED) {
      loop.phase = RunPhase.CONFIGURING;
      machine.tell(new VirtualMachine.Command.FirstRun(sim().self(), vmm));
      return;
    }
    user.runAgain();
    exits.runAgain();
    if (stay.isCurrent()) {
      load();
    }
  }

  private void configured(Vcpu.Command.Configured known) {
    loop.supported = known.supported();
    exits.configured(sim(), known, plan.affinity());
    user.run = true;
    user.wantsToRun = !user.immediateExit;
    user.immediateExit = false;
    loop.phase = RunPhase.WAITING;
    units.host().tell(new Host.Command.Place(HostThread.fresh(plan, sim())));
  }

  private void quit() {
    user.quit = true;
    if (stay.isCurrent()) {
      end();
    } else if (!loop.phase.hasThread()) {
      leaveHost();
    }
  }

  private void end() {
    loop.phase = RunPhase.ENDED;
    if (sim().observed(Fact.ThreadEnded.class)) {
      sim().state(new Fact.ThreadEnded(plan.id()));
    }
    stay.exit();
    leaveHost();
  }

  private void save(boolean off) {
    vmm.tell(VcpuMove.save(sim(), plan.id(), off, exits.resumption(), parts));
    user.leave = true;
    quit();
  }

  /// A thread that has ended and will not be asked for anything more is no actor any more.
  private void leaveHost() {
    if (user.leave) {
      machine.tell(new VirtualMachine.Command.VcpuGone());
      sim().stop();
    }
  }

  private void scheduledIn(int onto, long tenancy) {
    stay.begin(onto, tenancy);
    if (user.quit) {
      end();
    } else if (loop.phase == RunPhase.INTERRUPTED) {
      loop.phase = RunPhase.LOADING;
      stay.askAgain();
    } else if (user.run) {
      load();
    }
  }

  private void scheduleOut(int from, long tenancy) {
    if (!stay.isCurrent(from, tenancy)) {
      return;
    }
    stay.makeWay();
    if (loop.phase == RunPhase.PUTTING) {
      // The same work, now for the sake of making way.
      stay.askAgain();
      return;
    }
    if (loop.phase == RunPhase.LOADING && loop.loadBegun) {
      loop.phase = RunPhase.INTERRUPTED;
      stay.switchedOut();
      return;
    }
    walk.abandon();
    loop.loadAsked = false;
    if (loop.loaded) {
      put(PutFor.PREEMPTION);
    } else {
      leavePe();
    }
  }

  private void leavePe() {
    loop.phase = user.run ? RunPhase.WAITING : RunPhase.USER;
    stay.switchedOut();
  }

  private void goOnIfAnswered() {
    if (!beforeEntry.awaitsAnswers() && loop.phase == RunPhase.SENDING) {
      enter();
      if (loop.phase == RunPhase.ENTERING) {
        proceed();
      }
    }
  }

  private void load() {
    loop.phase = RunPhase.LOADING;
    loop.loadBegun = false;
    parts.timers().waitOver();
    monitors.load(saved, stay.pe());
    walk.begin(loop.phase, settings.load(), Cost.VCPU_LOAD, !user.roundTrip(loop.putFor));
    proceed();
  }

  /// R4 to R6: towards the guest.
  private void enter() {
    exits.outside();
    if (beforeEntry.awaitsAnswers()) {
      loop.phase = RunPhase.SENDING;
      return;
    }
    if (beforeEntry.leaves()) {
      leaveTo(beforeEntry.takeExit());
      return;
    }
    attention.lookAtRequests(sim(), plan.id(), power.canRun());
    if (power.keepsOut()) {
      keepOut();
      return;
    }
    loop.phase = RunPhase.ENTERING;
    beforeEntry.work().forEach(walk::add);
    walk.start(loop.phase, settings.enter(), false);
  }

  /// The vCPU is off, held still, has to begin anew, or is suspended: then it sleeps as in WFI, and
  /// is back in user space when that is over (`kvm_vcpu_suspend`).
  private void keepOut() {
    if (!power.canRun()) {
      put(PutFor.REST);
    } else if (power.resetDue()) {
      put(PutFor.RESET);
    } else if (attention.runnable(saved.saved())) {
      leaveTo(exits.wakeUp());
    } else {
      put(PutFor.BLOCKING);
    }
  }

  private void put(PutFor reason) {
    startPut(reason);
    proceed();
  }

  private void startPut(PutFor reason) {
    loop.beginPut(reason);
    walk.begin(loop.phase, settings.put(), Cost.VCPU_PUT, !user.roundTrip(loop.putFor));
  }

  private void executed(Vcpu.Command.Executed answer) {
    if (!stay.takeAnswer(answer.ticket())) {
      return;
    }
    loop.loaded |= loop.loadAsked;
    loop.loadBegun = true;
    loop.loadAsked = false;
    if (loop.phase.doesWhatIsLeft()) {
      beforeEntry.done();
      monitors.emulated().accessed();
    }
    monitors.answered(sim(), plan.id(), saved, answer);
    walk.answered(steps);
    attention.interrupts().timerLines(answer.timerLinesHigh());
    last.answered(answer.exit());
    proceed();
  }

  /// Walks on until the PE has to do something, or the thread has to wait for somebody.
  private void proceed() {
    while (true) {
      boolean atEnd = walk.advance(steps);
      if (atEnd && loop.phase == RunPhase.ENTERING) {
        loop.phase = RunPhase.LEAVING;
        walk.start(loop.phase, settings.exit(), false);
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
    if (settings.stepwise() || !walk.hasWork() || last.claims() || beforeEntry.leaves()) {
      return false;
    }
    if (loop.phase == RunPhase.LOADING && !power.keepsOut() && !user.interrupts()) {
      loop.loadAsked = true;
      enter();
      return loop.phase == RunPhase.ENTERING;
    }
    GuestExit exit = last.peek();
    if (loop.phase == RunPhase.LEAVING && exit != null && exits.sleepsAfter(sim(), exit)) {
      GuestExit _ = last.take();
      startPut(PutFor.BLOCKING);
      return true;
    }
    return false;
  }

  /// The end of a routine; says whether the walk goes on at once.
  private boolean routineDone() {
    RunPhase done = loop.phase;
    switch (done) {
      case LOADING -> {
        loop.loaded = true;
        if (last.claims()) {
          return handleExit();
        }
        enterUnlessSignalled();
      }
      case CANCELLING -> {
        if (loop.unsupported) {
          sim().state(new Fact.EntryFailed(plan.id(), stay.pe()));
          leaveTo(new RunExit.FailEntry(stay.pe()));
          return false;
        }
        enterUnlessSignalled();
      }
      case LEAVING, CLAIMING -> {
        return handleExit();
      }
      case PUTTING -> putDone();
      case SENDING -> {}
      default ->
          throw new IllegalStateException(plan.id() + " ended a routine while " + loop.phase);
    }
    return done != RunPhase.PUTTING && loop.phase == RunPhase.ENTERING;
  }

  /// R28: what the guest was left for; says whether the walk goes on at once.
  private boolean handleExit() {
    GuestExit next = last.peek();
    Routine claim = settings.hooks().claim();
    if (claim != null && next != null && monitors.claims(next, saved)) {
      last.claim();
      loop.phase = RunPhase.CLAIMING;
      walk.start(loop.phase, claim, true);
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
    return loop.phase == RunPhase.ENTERING;
  }

  private void enterUnlessSignalled() {
    if (user.interrupts(beforeEntry)) {
      leaveTo(new RunExit.Interrupted());
    } else {
      enter();
    }
  }

  private void leaveTo(RunExit exit) {
    exits.outside();
    user.exit = exit;
    user.run = false;
    put(PutFor.USER_SPACE);
  }

  private void loadUnlessMakingWay() {
    if (stay.makingWay()) {
      leavePe();
    } else {
      load();
    }
  }

  private void putDone() {
    loop.loaded = false;
    switch (loop.putFor) {
      case PREEMPTION -> leavePe();
      case BLOCKING -> {
        if (!loop.woken && !user.interrupts()) {
          loop.phase = RunPhase.BLOCKED;
          parts.timers().asleep(sim(), plan.id(), loop.backgroundTimer);
          stay.sleep();
        } else {
          loadUnlessMakingWay();
        }
      }
      case REST -> {
        if (!power.canRun() && !user.interrupts()) {
          loop.phase = RunPhase.RESTING;
          stay.sleep();
        } else {
          loadUnlessMakingWay();
        }
      }
      case RESET -> {
        PowerRequests.beginAnew(sim(), plan.id(), parts, false);
        loadUnlessMakingWay();
      }
      case USER_SPACE -> {
        loop.phase = RunPhase.USER;
        vmm.tell(new Vmm.Command.RunReturned(plan.id().index(), user.exit));
        if (stay.makingWay()) {
          leavePe();
        }
      }
    }
  }

  /// The context of the message that is handled.
  Sim<Vcpu.Command> sim() {
    return Objects.requireNonNull(sim);
  }
}
