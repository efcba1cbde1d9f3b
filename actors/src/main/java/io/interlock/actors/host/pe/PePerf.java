package io.interlock.actors.host.pe;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.MonitorView;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.plan.PerfPlan;
import io.interlock.engine.Sim;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.perf.HostPerf;
import io.interlock.hypervisor.perf.PerfCopies;
import io.interlock.hypervisor.perf.PerfEvent;
import io.interlock.hypervisor.perf.SwitchedEvents;
import io.interlock.hypervisor.pmu.emulated.GuestMonitors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// perf on a PE, and with it the emulated PMU of the vCPU that is loaded there: its perf events are
/// scheduled in, and its trapped accesses are carried out.
final class PePerf {
  private final HostPerf perf;
  private final List<PerfEvent> ofHost;
  private @Nullable GuestMonitors guest;
  private @Nullable MonitorView view;
  private boolean rotating;
  private @Nullable GuestMonitors returned;

  private PePerf(HostPerf perf, List<PerfEvent> ofHost) {
    this.perf = perf;
    this.ofHost = ofHost;
  }

  /// perf on a PE that boots, with the events that the host counts there.
  static PePerf boot(HostPerf perf, PerfPlan plan) {
    List<PerfEvent> ofHost =
        plan.events().stream().map(event -> perf.create(event.on(plan.pmu()), 0, 0)).toList();
    int _ = perf.takeChanges();
    return new PePerf(perf, ofHost);
  }

  /// The same over a copy of perf.
  PePerf copy(HostPerf copied, PerfCopies copies) {
    PePerf copy = new PePerf(copied, ofHost.stream().map(copies::of).toList());
    copy.guest = guest == null ? null : guest.copy(copies);
    copy.view = view;
    copy.rotating = rotating;
    copy.returned = returned;
    return copy;
  }

  /// A vCPU is loaded: perf's view of the counters is the guest's from now on.
  ///
  /// @param itsMonitors the emulated PMU, if the vCPU has one
  void load(Sim<PhysicalCpu.Command> sim, PeState pe, @Nullable GuestMonitors itsMonitors) {
    guest = null;
    if (perf.turnsAtLoad()) {
      perf.enterGuest();
    }
    if (itsMonitors != null) {
      GuestMonitors own = itsMonitors.copy();
      guest = own;
      own.scheduleIn(perf, sim.now());
    }
    changed(sim, pe);
  }

  /// The vCPU is put: perf's view is the host's again.
  void put(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (guest != null) {
      perf.scheduleOut(sim.now());
    }
    if (perf.turnsAtLoad()) {
      perf.leaveGuest();
    }
    returned = guest;
    guest = null;
    changed(sim, pe);
  }

  /// The monitors of the vCPU that was put since this was last asked, if it has any.
  @Nullable GuestMonitors takeReturned() {
    GuestMonitors taken = returned;
    returned = null;
    return taken;
  }

  /// What the vCPU's thread should know; null without a guest, where nothing is switched.
  @Nullable MonitorView view() {
    return view;
  }

  /// The INTID of the guest's overflow interrupt, 0 if it has none.
  int guestIntid() {
    GuestMonitors present = guest;
    return present == null ? 0 : present.intid();
  }

  /// Carries out an access that trapped.
  void access(Sim<PhysicalCpu.Command> sim, PeState pe, GuestOperation.Elementary operation) {
    GuestMonitors monitors = guest;
    if (monitors == null) {
      return;
    }
    switch (operation) {
      case GuestOperation.ReadRegister(String name, String label) ->
          read(sim, pe, monitors, SysReg.named(name), label);
      case GuestOperation.WriteRegister(String name, long value) ->
          write(sim, pe, monitors, SysReg.named(name), value);
      default -> {}
    }
    changed(sim, pe);
  }

  private void read(
      Sim<PhysicalCpu.Command> sim,
      PeState pe,
      GuestMonitors monitors,
      SysReg register,
      String label) {
    if (monitors.isUndefined(register, false)) {
      undefined(sim, pe, register, false);
    } else if (sim.observed()) {
      long value = monitors.read(register, perf, sim.now());
      sim.state(new Fact.EmulatedRead(pe.threads.currentId(), register, value));
      if (!label.isEmpty()) {
        sim.state(new Fact.Reported(pe.threads.currentId(), label, value));
      }
    }
  }

  private void write(
      Sim<PhysicalCpu.Command> sim,
      PeState pe,
      GuestMonitors monitors,
      SysReg register,
      long value) {
    if (monitors.isUndefined(register, true)) {
      undefined(sim, pe, register, true);
    } else {
      monitors.write(register, value, perf, sim.now());
    }
  }

  private static void undefined(
      Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register, boolean write) {
    if (sim.observed()) {
      sim.state(new Fact.UndefinedAccess(pe.threads.currentId(), register, write));
    }
  }

  /// The PMU's interrupt: perf tells the owners of events of which a sample is due. KVM's part is
  /// `kvm_pmu_perf_overflow`: the vCPU must look at its interrupts again.
  void interrupt(Sim<PhysicalCpu.Command> sim, PeState pe) {
    boolean asks = false;
    GuestMonitors monitors = guest;
    for (PerfEvent event : perf.interrupt(sim.now())) {
      asks |= monitors != null && monitors.overflowed(event, perf, sim.now());
    }
    changed(sim, pe);
    if (asks && view != null) {
      pe.threads.currentVcpu().tell(new Vcpu.Command.MonitorInterrupt(view));
    }
  }

  /// Time for the events that wait (`perf_mux_hrtimer_handler`).
  void rotate(Sim<PhysicalCpu.Command> sim, PeState pe) {
    rotating = false;
    perf.rotate(sim.now());
    changed(sim, pe);
  }

  /// What follows from a change of events or registers: it took time, other events may have to take
  /// turns, and the thread must know.
  private void changed(Sim<PhysicalCpu.Command> sim, PeState pe) {
    pe.monitors.events().countersGiven(sim, pe);
    int changes = perf.takeChanges();
    for (int i = 0; i < changes; i++) {
      pe.spend(sim, Cost.PERF_EVENT);
    }
    boolean rotates = perf.rotates();
    if (rotates && !rotating) {
      sim.arm(PeAlarm.ROTATION, PerfPlan.ROTATION_PICOS, new PhysicalCpu.Command.RotationDue());
    } else if (rotating && !rotates) {
      sim.disarm(PeAlarm.ROTATION);
    }
    rotating = rotates;
    see();
    stateCounts(sim, pe);
    pe.monitors.hostWrote(sim, pe);
  }

  /// What the host's events have counted up to now.
  private void stateCounts(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (ofHost.isEmpty()) {
      return;
    }
    // Whoever watches: an execution must not depend on that.
    perf.settle(sim.now());
    for (int i = 0; i < ofHost.size() && sim.observed(Fact.HostCounted.class); i++) {
      PerfEvent event = ofHost.get(i);
      sim.state(
          new Fact.HostCounted(
              pe.setup.index(), i, event.count(), event.enabledPicos(), event.runningPicos()));
    }
  }

  private void see() {
    GuestMonitors monitors = guest;
    SwitchedEvents switched = perf.switched();
    if (monitors == null) {
      view = switched.equals(SwitchedEvents.NONE) ? null : new MonitorView(true, 0, 0, 0, switched);
    } else {
      view =
          new MonitorView(
              true, monitors.control(), monitors.interrupts(), monitors.overflows(), switched);
    }
  }
}
