package io.interlock.actors.host.vgic;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.SharedInterrupts;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuRedistributor;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.actors.host.VmDevice;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.Vmm;
import io.interlock.engine.Copyable;
import io.interlock.engine.Sim;
import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.vgic.IrqChange;
import io.interlock.hypervisor.vgic.IrqOwner;
import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.ArrayList;
import java.util.List;

/// The state of a VM's distributor, and what it does about each message ([SharedInterrupts]).
final class VmDistributor implements Copyable<VmDistributor> {
  private final transient VmPlan plan;
  private final transient List<ActorRef<Vcpu.Command>> vcpus;
  private final transient ActorRef<VirtualMachine.Command> machine;
  private final DistributorWords words;
  private final DeviceLines devices;
  private final UserGicCall user;

  /// What was asked and is not done; the first is being done.
  private final List<SharedInterrupts.Command.Request> requests = new ArrayList<>();

  private Stage stage = Stage.WAITING;

  /// Answers that are awaited, beside those about SPIs.
  private int answersDue;

  private boolean served;

  /// How far the first request is.
  private enum Stage {
    /// Nothing has been done about it.
    WAITING,
    /// Whoever must stand still does.
    HALTED,
    /// It has been carried out.
    DONE,
    /// Whoever stood still may go on.
    RELEASED
  }

  VmDistributor(
      VmPlan plan,
      List<ActorRef<Vcpu.Command>> vcpus,
      ActorRef<VirtualMachine.Command> machine,
      long now) {
    this(
        plan,
        vcpus,
        machine,
        words(plan, vcpus),
        new DeviceLines(plan.devices(), now),
        new UserGicCall(plan, vcpus));
  }

  private VmDistributor(
      VmPlan plan,
      List<ActorRef<Vcpu.Command>> vcpus,
      ActorRef<VirtualMachine.Command> machine,
      DistributorWords words,
      DeviceLines devices,
      UserGicCall user) {
    this.plan = plan;
    this.vcpus = vcpus;
    this.machine = machine;
    this.words = words;
    this.devices = devices;
    this.user = user;
  }

  private static DistributorWords words(VmPlan plan, List<ActorRef<Vcpu.Command>> vcpus) {
    var shelf = new SpiShelf(plan.initialSpis());
    var places = new SpiPlaces(vcpus, shelf, plan.gic().isSetUp());
    return new DistributorWords(plan.interrupts(), vcpus.size(), places);
  }

  @Override
  public VmDistributor copy() {
    VmDistributor copy =
        new VmDistributor(plan, vcpus, machine, words.copy(), devices.copy(), user.copy());
    copy.requests.addAll(requests);
    copy.stage = stage;
    copy.answersDue = answersDue;
    copy.served = served;
    return copy;
  }

  /// The devices begin, or go on as on another host.
  void begin(Sim<SharedInterrupts.Command> sim) {
    List<Long> moved = plan.gic().moved();
    if (!moved.isEmpty()) {
      SharedState before = SharedState.restored(moved, plan::ownerOf);
      devices.restore(before.devices());
      if (before.enabled() != places().isEnabled()) {
        places().enable(sim, before.enabled());
      }
      before.spis().forEach(spi -> places().restore(sim, spi));
    }
    devices.awaitNext(sim);
  }

  VmDistributor receive(Sim<SharedInterrupts.Command> sim, SharedInterrupts.Command message) {
    switch (message) {
      case SharedInterrupts.Command.Due(int device) -> due(sim, device);
      case SharedInterrupts.Command.Left(VgicIrq irq) -> places().cameBack(sim, irq);
      case SharedInterrupts.Command.Missed(int intid) -> places().edge(sim, intid);
      case SharedInterrupts.Command.Request request -> {
        requests.add(request);
        if (request instanceof SharedInterrupts.Command.Leave) {
          DeviceLines.stop(sim);
        }
      }
      case SharedInterrupts.Command.Found(int intid, var irq) ->
          collect(places().found(intid, irq));
      case SharedInterrupts.Command.Word(int value) -> {
        words.read(value);
        answersDue--;
      }
      case SharedInterrupts.Command.Locked(int vcpu, var state) -> {
        user.locked(vcpu, state);
        answersDue--;
      }
      case SharedInterrupts.Command.Aware() -> places().aware();
      case SharedInterrupts.Command.Done() -> answersDue--;
    }
    goOn(sim);
    return this;
  }

  private SpiPlaces places() {
    return words.places();
  }

  // Devices.

  private void due(Sim<SharedInterrupts.Command> sim, int device) {
    VmDevice what = devices.get(device);
    boolean rises = devices.due(device);
    devices.awaitNext(sim);
    VgicIrq irq = places().get(what.intid());
    int target = irq.targetVcpu();
    if (what.target() == VmDevice.NEXT) {
      target = (target + 1) % vcpus.size();
      places().route(what.intid(), target);
    }
    if (rises && sim.observed()) {
      boolean held = what.trigger() != VmDevice.Trigger.EDGE;
      sim.state(new Fact.DeviceRaised(plan.vm(), what.intid(), target, held));
    }
    if (what.trigger() == VmDevice.Trigger.EDGE && isLookedAt()) {
      requests.add(new SharedInterrupts.Command.Edge(what.intid()));
    } else if (what.trigger() == VmDevice.Trigger.EDGE) {
      places().edge(sim, what.intid());
    } else if (rises) {
      requests.add(new SharedInterrupts.Command.Raise(what.intid()));
    }
  }

  /// Whether user space looks at the interrupts of all vCPUs just now.
  private boolean isLookedAt() {
    return stage != Stage.WAITING && locksVcpus(requests.getFirst());
  }

  /// The input of a device that holds a level. That of one whose interrupt is resampled falls with
  /// the end of the interrupt, and not before.
  private void drive(Sim<SharedInterrupts.Command> sim, int intid, boolean level) {
    boolean resampled = isResampled(intid);
    if (level || !resampled) {
      IrqOwner by = resampled ? IrqOwner.RESAMPLED : IrqOwner.USER_SPACE;
      VgicIrq _ = places().change(sim, intid, new IrqChange.Input(level, by));
    }
  }

  private boolean isResampled(int intid) {
    int device = devices.indexOf(intid);
    return device != IntId.NONE && devices.get(device).trigger() == VmDevice.Trigger.RESAMPLED;
  }

  // Requests.

  private void goOn(Sim<SharedInterrupts.Command> sim) {
    while (answersDue == 0 && places().isSettled() && !requests.isEmpty()) {
      SharedInterrupts.Command.Request first = requests.getFirst();
      switch (stage) {
        case WAITING -> {
          stage = Stage.HALTED;
          halt(sim, first);
        }
        case HALTED -> {
          stage = Stage.DONE;
          perform(sim, first);
        }
        case DONE -> {
          stage = Stage.RELEASED;
          release(sim, first);
        }
        case RELEASED -> {
          stage = Stage.WAITING;
          answer(sim, first);
          requests.removeFirst();
        }
      }
    }
  }

  /// `vgic_access_active_prepare`: what is active is known where list registers are saved.
  private void halt(Sim<SharedInterrupts.Command> sim, SharedInterrupts.Command.Request request) {
    if (lookedUpInListRegisters(request)) {
      answersDue++;
      machine.tell(new VirtualMachine.Command.Halt(sim.self()));
    } else if (locksVcpus(request)) {
      answersDue += user.lock(sim);
    }
  }

  /// `vgic_access_active_finish`.
  private void release(
      Sim<SharedInterrupts.Command> sim, SharedInterrupts.Command.Request request) {
    if (lookedUpInListRegisters(request)) {
      answersDue++;
      machine.tell(new VirtualMachine.Command.Resume(sim.self()));
    } else if (locksVcpus(request)) {
      user.unlock();
    }
  }

  private static boolean lookedUpInListRegisters(SharedInterrupts.Command.Request request) {
    return request instanceof SharedInterrupts.Command.Access(_, var operation)
        && operation.register().isActiveState();
  }

  private static boolean locksVcpus(SharedInterrupts.Command.Request request) {
    return switch (request) {
      case SharedInterrupts.Command.UserCall call -> call.locksVcpus();
      // So nothing is on its way between here and a list any more.
      case SharedInterrupts.Command.Leave _ -> true;
      default -> false;
    };
  }

  private void perform(
      Sim<SharedInterrupts.Command> sim, SharedInterrupts.Command.Request request) {
    switch (request) {
      case SharedInterrupts.Command.Access(_, var operation) -> access(sim, operation);
      case SharedInterrupts.Command.Raise(int intid) -> drive(sim, intid, true);
      case SharedInterrupts.Command.Served(int intid, _, _) -> {
        served = devices.served(intid);
        if (served) {
          drive(sim, intid, false);
        }
      }
      // Its line has fallen with the end. A device that still waits raises it again.
      case SharedInterrupts.Command.Ended(int intid) -> {
        if (devices.isWaiting(intid) && isResampled(intid)) {
          drive(sim, intid, true);
        }
      }
      case SharedInterrupts.Command.Driven(int intid, boolean level) -> {
        VgicIrq _ = places().change(sim, intid, new IrqChange.Input(level, IrqOwner.PMU));
      }
      case SharedInterrupts.Command.Leave _ -> places().lookAtAll(sim);
      case SharedInterrupts.Command.Edge(int intid) -> places().edge(sim, intid);
      case SharedInterrupts.Command.UserCall(var call, _, _) -> user.make(sim, call, places());
      case SharedInterrupts.Command.Reset _ -> beginAnew(sim);
    }
  }

  /// As when the VM was made: what waits is forgotten, by devices, too.
  private void beginAnew(Sim<SharedInterrupts.Command> sim) {
    plan.stateGic(sim, true);
    devices.reset();
    places().restore(sim, plan.initialSpis());
    if (places().isEnabled() != plan.gic().isSetUp()) {
      places().enable(sim, plan.gic().isSetUp());
    }
  }

  private void access(Sim<SharedInterrupts.Command> sim, GuestOperation.OfGic operation) {
    if (!operation.register().distributor()) {
      answersDue++;
      var frame = new VcpuRedistributor(operation.owner(), vcpus.size());
      vcpus.get(operation.owner()).tell(new Vcpu.Command.FrameAccess(frame, operation, sim.self()));
      return;
    }
    switch (operation) {
      case GuestOperation.WriteGic(var register, _, long value) ->
          words.write(sim, register, value);
      case GuestOperation.ReadGic(var register, _, _) -> words.read(sim, register);
    }
  }

  /// An interrupt's part of the word that is being read.
  private void collect(VgicIrq irq) {
    if (requests.getFirst() instanceof SharedInterrupts.Command.Access(_, var operation)
        && operation instanceof GuestOperation.ReadGic(var register, _, _)) {
      words.collect(register, irq);
    }
  }

  private void answer(Sim<SharedInterrupts.Command> sim, SharedInterrupts.Command.Request request) {
    switch (request) {
      case SharedInterrupts.Command.Access(int vcpu, var operation) -> {
        if (operation instanceof GuestOperation.WriteGic(var register, _, long value)
            && register.distributor()
            && sim.observed(Fact.GicWritten.class)) {
          sim.state(new Fact.GicWritten(plan.vm(), vcpu, register.name(), value));
        }
        vcpus.get(vcpu).tell(new Vcpu.Command.GicAnswered(operation, words.word()));
      }
      case SharedInterrupts.Command.Served(int intid, int vcpu, var vmm) -> {
        // It may have been raised again while its line was on its way down.
        if (served && !devices.isWaiting(intid) && sim.observed()) {
          sim.state(new Fact.DeviceServed(plan.vm(), intid));
        }
        vmm.tell(new Vmm.Command.DeviceServed(vcpu));
      }
      case SharedInterrupts.Command.Reset(var vmm) -> vmm.tell(new Vmm.Command.GicReset());
      case SharedInterrupts.Command.Leave(var vmm) -> {
        var now = new SharedState(places().isEnabled(), devices.save(), places().all());
        vmm.tell(new Vmm.Command.SharedSaved(now.save()));
      }
      case SharedInterrupts.Command.UserCall(_, String text, var vmm) ->
          vmm.tell(new Vmm.Command.CallMade(text, user.answered(sim)));
      case SharedInterrupts.Command.Raise _,
          SharedInterrupts.Command.Driven _,
          SharedInterrupts.Command.Edge _,
          SharedInterrupts.Command.Ended _ -> {}
    }
  }
}
