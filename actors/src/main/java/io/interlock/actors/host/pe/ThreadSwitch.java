package io.interlock.actors.host.pe;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.Host;
import io.interlock.actors.host.HostThread;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Vcpu;
import io.interlock.engine.Sim;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.sched.PeThreads;
import io.interlock.hypervisor.sched.RunQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How threads come to a PE, take turns on it, and leave it.
///
/// The current thread is asked to make way ([Vcpu.Command.ScheduleOut]) only where preemption is
/// allowed, and puts its vCPU first, as the preempt notifier `kvm_sched_out` does; the next thread
/// is started when it has said that it is done.
final class ThreadSwitch {
  private static final long LOAD_PERIOD_PICOS = 8_000_000_000L;
  private static final int STAYS = -1;
  private static final int ANYWHERE = -2;

  private final HostThreads threads;
  private transient @Nullable ActorRef<Host.Command> host;
  private transient List<ActorRef<PhysicalCpu.Command>> pes = List.of();
  private boolean offline;
  private boolean leaving;
  private int destination = STAYS;
  private long sliceEndsAt;

  ThreadSwitch(int capacity) {
    this(new HostThreads(capacity));
  }

  private ThreadSwitch(HostThreads threads) {
    this.threads = threads;
  }

  ThreadSwitch copy() {
    ThreadSwitch copy = new ThreadSwitch(threads.copy());
    copy.host = host;
    copy.pes = pes;
    copy.offline = offline;
    copy.leaving = leaving;
    copy.destination = destination;
    copy.sliceEndsAt = sliceEndsAt;
    return copy;
  }

  void powerUp(ActorRef<Host.Command> aHost, List<ActorRef<PhysicalCpu.Command>> all) {
    host = aHost;
    pes = all;
  }

  /// Whether work of this stay is done: it is the current one, and has not been asked to make way
  /// or knows that it has.
  boolean accepts(PhysicalCpu.Command.Execute request) {
    return threads.isCurrent(request.tenancy()) && (!leaving || request.makingWay());
  }

  /// The actor that executes the current thread.
  ActorRef<Vcpu.Command> currentVcpu() {
    return current().vcpu();
  }

  boolean hasCurrent() {
    return threads.current() != null;
  }

  VcpuId currentId() {
    return current().id();
  }

  /// Hands a timer's interrupt to the vCPU that is resident; false if none is, and the interrupt is
  /// a leftover (`kvm_arch_timer_handler`).
  boolean forwardTimer(Sim<PhysicalCpu.Command> sim, PeState pe, GuestTimer timer) {
    HostThread thread = threads.current();
    if (thread == null) {
      return false;
    }
    pe.spend(sim, Cost.INTERRUPT_FORWARD);
    thread.vcpu().tell(new Vcpu.Command.TimerInterrupt(timer));
    return true;
  }

  void enqueue(Sim<PhysicalCpu.Command> sim, PeState pe, HostThread thread) {
    if (offline) {
      place(thread);
      return;
    }
    threads.enqueue(thread, sim.now());
    if (sim.observed()) {
      sim.state(new Fact.ThreadQueued(thread.id(), pe.setup.index()));
    }
    settle(sim, pe);
  }

  void wake(Sim<PhysicalCpu.Command> sim, PeState pe, int number, boolean byTimer) {
    if (byTimer) {
      pe.interrupts.hostTimer(sim, pe);
    }
    HostThread thread = threads.find(number);
    if (thread == null || threads.isQueued(number)) {
      return;
    }
    HostThread rested = thread.at(sim.now(), false, pe.setup.pe().capacity());
    // The kernel, too, looks at the PE where the thread ran last before it looks around.
    if (threads.current() == null && isAtHome(rested, pe)) {
      enqueue(sim, pe, rested);
    } else {
      threads.forget(number);
      place(rested);
    }
  }

  void sleep(Sim<PhysicalCpu.Command> sim, PeState pe, long tenancy) {
    if (threads.isCurrent(tenancy)) {
      leave(sim, pe, false);
      threads.dequeue(currentId().thread(), sim.now());
      next(sim, pe);
    }
  }

  void exit(Sim<PhysicalCpu.Command> sim, PeState pe, long tenancy) {
    if (threads.isCurrent(tenancy)) {
      int thread = currentId().thread();
      sleep(sim, pe, tenancy);
      threads.forget(thread);
    }
  }

  void switchedOut(Sim<PhysicalCpu.Command> sim, PeState pe, long tenancy) {
    if (!threads.isCurrent(tenancy)) {
      return;
    }
    int target = destination;
    VcpuId id = currentId();
    leave(sim, pe, true);
    if (target == STAYS) {
      if (sim.observed()) {
        sim.state(new Fact.ThreadQueued(id, pe.setup.index()));
      }
    } else {
      send(sim, id.thread(), target);
    }
    next(sim, pe);
  }

  void migrate(Sim<PhysicalCpu.Command> sim, PeState pe, int number, int toPe) {
    HostThread thread = threads.find(number);
    if (thread == null || !threads.isQueued(number) || !thread.allowed().contains(toPe)) {
      return;
    }
    HostThread running = threads.current();
    if (running != null && running.id().thread() == number) {
      destination = toPe;
      makeWay(sim, pe);
    } else {
      send(sim, number, toPe);
      settle(sim, pe);
    }
  }

  /// Leaves the guest of the current thread, if it is still that one.
  void kick(Sim<PhysicalCpu.Command> sim, PeState pe, long tenancy) {
    if (threads.isCurrent(tenancy)) {
      pe.interruptGuest(sim);
    }
  }

  boolean isOnline() {
    return !offline;
  }

  /// The CPU goes, when its threads have left it, or comes back.
  void hotplug(Sim<PhysicalCpu.Command> sim, PeState pe, boolean online) {
    if (offline != online) {
      return;
    }
    offline = !online;
    if (online) {
      pe.profiling.hotplug(sim, pe, true);
      return;
    }
    HostThread running = threads.current();
    for (PeThreads.Member member : threads.members()) {
      if (running == null || member.thread() != running.id().thread()) {
        send(sim, member.thread(), ANYWHERE);
      }
    }
    if (running == null) {
      pe.profiling.hotplug(sim, pe, false);
    } else {
      destination = ANYWHERE;
      makeWay(sim, pe);
    }
  }

  void setAffinity(Sim<PhysicalCpu.Command> sim, PeState pe, long tenancy, CpuSet allowed) {
    if (!threads.isCurrent(tenancy)) {
      return;
    }
    threads.update(current().withAllowed(allowed));
    if (!allowed.contains(pe.setup.index())) {
      destination = ANYWHERE;
      makeWay(sim, pe);
    }
  }

  void sliceOver(Sim<PhysicalCpu.Command> sim, PeState pe) {
    pe.interrupts.ownTimer(sim, pe, sliceEndsAt);
    threads.charge(sim.now());
    settleCurrent(sim, pe);
  }

  /// Asks the current thread to make way if that is due and allowed here.
  void preemptIfDue(Sim<PhysicalCpu.Command> sim, PeState pe) {
    HostThread thread = threads.current();
    boolean due = destination != STAYS || threads.needsReschedule();
    if (thread != null && due && !leaving && pe.preemptible()) {
      leaving = true;
      thread.vcpu().tell(new Vcpu.Command.ScheduleOut(pe.setup.index(), threads.tenancy()));
    }
  }

  /// Tells the host which threads want this PE.
  void reportLoad(Sim<PhysicalCpu.Command> sim, PeState pe) {
    threads.charge(sim.now());
    if (host != null) {
      host.tell(new Host.Command.LoadReport(pe.setup.index(), threads.members()));
    }
    if (threads.current() == null || pe.setup.largest()) {
      sim.disarm(PeAlarm.LOAD);
    } else {
      sim.arm(PeAlarm.LOAD, LOAD_PERIOD_PICOS, new PhysicalCpu.Command.LoadDue());
    }
  }

  private boolean isAtHome(HostThread thread, PeState pe) {
    int capacity = pe.setup.pe().capacity();
    return !offline
        && thread.allowed().contains(pe.setup.index())
        && (pe.setup.largest() || thread.utilisation().value() * 5 < capacity * 4);
  }

  /// The queue has changed: somebody must start, or the current thread may have to make way.
  private void settle(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (threads.current() == null) {
      next(sim, pe);
    } else {
      settleCurrent(sim, pe);
      reportLoad(sim, pe);
    }
  }

  private void settleCurrent(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (threads.needsReschedule()) {
      makeWay(sim, pe);
    } else {
      armSlice(sim);
    }
  }

  private void makeWay(Sim<PhysicalCpu.Command> sim, PeState pe) {
    // Out of the guest, as by the tick or the IPI that brings the news; the way back to
    // preemptible code ends in preemptIfDue.
    if (!pe.interruptGuest(sim)) {
      preemptIfDue(sim, pe);
    }
  }

  private void leave(Sim<PhysicalCpu.Command> sim, PeState pe, boolean runnable) {
    threads.charge(sim.now());
    leaving = false;
    destination = STAYS;
    if (sim.observed()) {
      sim.state(new Fact.ThreadSwitchedOut(currentId(), pe.setup.index(), runnable));
    }
  }

  private void next(Sim<PhysicalCpu.Command> sim, PeState pe) {
    HostThread before = threads.pick(pe.setup.index(), sim.now());
    if (before == null) {
      sim.disarm(PeAlarm.SLICE);
      if (offline) {
        pe.profiling.hotplug(sim, pe, false);
      }
      reportLoad(sim, pe);
      return;
    }
    boolean migrated = before.lastPe() != RunQueue.NONE && before.lastPe() != pe.setup.index();
    if (sim.observed()) {
      sim.state(new Fact.ThreadSwitchedIn(before.id(), pe.setup.index(), migrated));
    }
    pe.spend(sim, Cost.CONTEXT_SWITCH);
    if (migrated) {
      pe.spend(sim, Cost.MIGRATION);
    }
    before.vcpu().tell(new Vcpu.Command.ScheduledIn(pe.setup.index(), threads.tenancy()));
    armSlice(sim);
    reportLoad(sim, pe);
  }

  private void armSlice(Sim<PhysicalCpu.Command> sim) {
    long picos = threads.picosUntilReschedule();
    if (picos == RunQueue.NEVER) {
      sim.disarm(PeAlarm.SLICE);
    } else {
      sliceEndsAt = sim.now() + picos;
      sim.arm(PeAlarm.SLICE, picos, new PhysicalCpu.Command.SliceOver());
    }
  }

  private void send(Sim<PhysicalCpu.Command> sim, int number, int target) {
    HostThread thread = threads.dequeue(number, sim.now());
    threads.forget(number);
    if (target == ANYWHERE) {
      place(thread);
    } else {
      pes.get(target).tell(new PhysicalCpu.Command.Enqueue(thread));
    }
  }

  private void place(HostThread thread) {
    if (host != null) {
      host.tell(new Host.Command.Place(thread));
    }
  }

  private HostThread current() {
    HostThread thread = threads.current();
    if (thread == null) {
      throw new IllegalStateException("no thread runs here");
    }
    return thread;
  }
}
