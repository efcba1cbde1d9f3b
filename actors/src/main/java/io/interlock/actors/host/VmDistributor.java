package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.engine.Copyable;
import io.interlock.engine.Sim;
import io.interlock.hardware.gic.Affinity;
import io.interlock.hardware.gic.GicRegister;
import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.vgic.FrameRegister;
import io.interlock.hypervisor.vgic.GuestDistributor;
import io.interlock.hypervisor.vgic.IrqChange;
import io.interlock.hypervisor.vgic.IrqOwner;
import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The state of a VM's distributor, and what it does about each message ([SharedInterrupts]).
final class VmDistributor implements Copyable<VmDistributor> {
  private static final int PRIORITY = 0xA0;
  private static final int AFF2_TO_AFF0 = 0xFF_FFFF;

  private final int vm;
  private final int interrupts;
  private final transient List<ActorRef<Vcpu.Command>> vcpus;
  private final SpiShelf shelf;
  private final DeviceLines devices;
  private boolean enabled = true;

  /// What was asked and is not done; the first is being done.
  private final List<SharedInterrupts.Command.Request> requests = new ArrayList<>();

  /// Changes that are under way to interrupts on lists.
  private final List<Sent> sent = new ArrayList<>();

  private Stage stage = Stage.WAITING;
  private int answersDue;
  private int word;
  private boolean served;

  /// How far the first request is.
  private enum Stage {
    /// Nothing has been done about it.
    WAITING,
    /// Whoever must stand still has been told.
    HALTED,
    /// It has been carried out, as far as others let it.
    DONE
  }

  /// A change that is under way to an interrupt on a list.
  private record Sent(int intid, IrqChange change) {}

  VmDistributor(VmPlan vm, List<ActorRef<Vcpu.Command>> vcpus, long now) {
    this(
        vm.vm(),
        vm.interrupts(),
        vcpus,
        new SpiShelf(vm.devices().stream().map(VmDistributor::configured).toList()),
        new DeviceLines(vm.devices(), now));
  }

  private VmDistributor(
      int vm,
      int interrupts,
      List<ActorRef<Vcpu.Command>> vcpus,
      SpiShelf shelf,
      DeviceLines devices) {
    this.vm = vm;
    this.interrupts = interrupts;
    this.vcpus = vcpus;
    this.shelf = shelf;
    this.devices = devices;
  }

  /// The SPI of a device as a guest has set it up: enabled, in group 1.
  private static VgicIrq configured(VmDevice device) {
    return VgicIrq.initialSpi(device.intid())
        .withEdge(device.trigger() == VmDevice.Trigger.EDGE)
        .withOwner(owner(device))
        .withEnabled(true)
        .withPriority(PRIORITY)
        .withTarget(Math.max(0, device.target()));
  }

  private static IrqOwner owner(VmDevice device) {
    return device.trigger() == VmDevice.Trigger.RESAMPLED
        ? IrqOwner.RESAMPLED
        : IrqOwner.USER_SPACE;
  }

  @Override
  public VmDistributor copy() {
    VmDistributor copy = new VmDistributor(vm, interrupts, vcpus, shelf.copy(), devices.copy());
    copy.enabled = enabled;
    copy.requests.addAll(requests);
    copy.sent.addAll(sent);
    copy.answersDue = answersDue;
    copy.stage = stage;
    copy.word = word;
    copy.served = served;
    return copy;
  }

  /// The devices begin.
  ///
  /// @param moved what it all was on another host; nothing where it begins
  void begin(Sim<SharedInterrupts.Command> sim, List<Long> moved) {
    if (!moved.isEmpty()) {
      SharedState before = SharedState.restored(moved, this::ownerOf);
      devices.restore(before.devices());
      if (!before.enabled()) {
        enable(sim, false);
      }
      before.spis().forEach(spi -> restore(sim, spi));
    }
    devices.awaitNext(sim);
  }

  private IrqOwner ownerOf(int intid) {
    return isResampled(intid) ? IrqOwner.RESAMPLED : IrqOwner.USER_SPACE;
  }

  /// An SPI comes from another host. One that is active goes on where it is handled, whatever its
  /// route is by now.
  private void restore(Sim<SharedInterrupts.Command> sim, SharedState.Spi spi) {
    VgicIrq irq = spi.irq();
    boolean stays = irq.active() && spi.list() != VgicIrq.NO_VCPU;
    shelf.put(stays ? irq.withTarget(spi.list()) : irq, VgicIrq.NO_VCPU);
    queue(sim, irq.intid());
    if (stays) {
      route(sim, irq.intid(), irq.targetVcpu());
    }
  }

  VmDistributor receive(Sim<SharedInterrupts.Command> sim, SharedInterrupts.Command message) {
    switch (message) {
      case SharedInterrupts.Command.Due(int device) -> due(sim, device);
      case SharedInterrupts.Command.Left(VgicIrq irq) -> cameBack(sim, irq);
      case SharedInterrupts.Command.Missed(int intid) -> edge(sim, intid);
      case SharedInterrupts.Command.Request request -> {
        requests.add(request);
        if (request instanceof SharedInterrupts.Command.Leave) {
          DeviceLines.stop(sim);
        }
        goOn(sim);
      }
      case SharedInterrupts.Command.Found(int intid, var irq) -> {
        found(intid, irq);
        goOn(sim);
      }
      case SharedInterrupts.Command.Done() -> {
        answersDue--;
        goOn(sim);
      }
    }
    return this;
  }

  // Devices.

  private void due(Sim<SharedInterrupts.Command> sim, int device) {
    VmDevice what = devices.get(device);
    boolean rises = devices.due(device);
    devices.awaitNext(sim);
    VgicIrq irq = shelf.get(what.intid());
    if (what.target() == VmDevice.NEXT) {
      irq = irq.withTarget((irq.targetVcpu() + 1) % vcpus.size());
      shelf.put(irq, shelf.list(what.intid()));
    }
    if (rises && sim.observed()) {
      boolean held = what.trigger() != VmDevice.Trigger.EDGE;
      sim.state(new Fact.DeviceRaised(vm, what.intid(), irq.targetVcpu(), held));
    }
    if (what.trigger() == VmDevice.Trigger.EDGE) {
      edge(sim, what.intid());
    } else if (rises) {
      requests.add(new SharedInterrupts.Command.Raise(what.intid()));
      goOn(sim);
    }
  }

  /// An eventfd is signalled: the line rises and falls, wherever the interrupt is.
  private void edge(Sim<SharedInterrupts.Command> sim, int intid) {
    VgicIrq irq = shelf.get(intid);
    int list = shelf.list(intid);
    if (list != VgicIrq.NO_VCPU) {
      vcpus.get(list).tell(new Vcpu.Command.SpiRaised(intid, irq.targetVcpu()));
    } else if (irq.edge()) {
      shelf.put(irq.injected(true), list);
      queue(sim, intid);
    }
  }

  // Where interrupts are.

  /// `vgic_queue_irq_unlock`: onto the list of the vCPU to which it belongs.
  private void queue(Sim<SharedInterrupts.Command> sim, int intid) {
    VgicIrq irq = shelf.get(intid);
    int target = irq.oracle(VgicIrq.NO_VCPU, enabled);
    if (target != VgicIrq.NO_VCPU) {
      shelf.put(irq, target);
      vcpus.get(target).tell(new Vcpu.Command.SpiQueued(irq, sim.self()));
    }
  }

  private void cameBack(Sim<SharedInterrupts.Command> sim, VgicIrq irq) {
    VgicIrq changed = irq;
    for (Sent under : sent) {
      if (under.intid() == irq.intid()) {
        changed = under.change().applied(changed);
      }
    }
    shelf.put(changed, VgicIrq.NO_VCPU);
    queue(sim, irq.intid());
  }

  /// Does something to an interrupt: here, or where it is, and then an answer is awaited. Says
  /// what it is here, or null.
  private @Nullable VgicIrq change(Sim<SharedInterrupts.Command> sim, int intid, IrqChange change) {
    VgicIrq before = shelf.get(intid);
    int list = shelf.list(intid);
    if (list != VgicIrq.NO_VCPU) {
      sent.add(new Sent(intid, change));
      answersDue++;
      vcpus.get(list).tell(new Vcpu.Command.SpiChanged(intid, change, sim.self()));
      return null;
    }
    VgicIrq after = change.applied(before);
    if (!after.equals(before)) {
      shelf.put(after, list);
    }
    if (change.queues(before)) {
      queue(sim, intid);
    }
    return after;
  }

  /// The vCPU has changed it; or it had left before, and was changed when it came back.
  private void found(int intid, @Nullable VgicIrq irq) {
    sent.removeIf(under -> under.intid() == intid);
    answersDue--;
    if (irq != null && leaves()) {
      shelf.put(irq, shelf.list(intid));
    }
    collect(irq == null ? shelf.get(intid) : irq);
  }

  private boolean leaves() {
    return !requests.isEmpty() && requests.getFirst() instanceof SharedInterrupts.Command.Leave;
  }

  // Requests.

  private void goOn(Sim<SharedInterrupts.Command> sim) {
    while (answersDue == 0 && !requests.isEmpty()) {
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
          stage = Stage.WAITING;
          answer(sim, first);
          requests.removeFirst();
        }
      }
    }
  }

  /// `vgic_access_active_prepare`: what is active is known where list registers are saved. The vCPU
  /// that asks is outside its guest anyway.
  private void halt(Sim<SharedInterrupts.Command> sim, SharedInterrupts.Command.Request request) {
    for (int vcpu : haltedFor(request)) {
      answersDue++;
      vcpus.get(vcpu).tell(new Vcpu.Command.StandStill(sim.self()));
    }
  }

  private void resume(SharedInterrupts.Command.Request request) {
    for (int vcpu : haltedFor(request)) {
      vcpus.get(vcpu).tell(new Vcpu.Command.GoOn());
    }
  }

  /// Who must stand still. When the VM leaves that is everybody, so that nothing is on its way
  /// between here and a list any more.
  private List<Integer> haltedFor(SharedInterrupts.Command.Request request) {
    return switch (request) {
      case SharedInterrupts.Command.Access(int asking, var operation)
          when register(operation).isActiveState() ->
          IntStream.range(0, vcpus.size()).filter(vcpu -> vcpu != asking).boxed().toList();
      case SharedInterrupts.Command.Leave _ -> IntStream.range(0, vcpus.size()).boxed().toList();
      default -> List.of();
    };
  }

  private static FrameRegister register(GuestOperation.Elementary operation) {
    return switch (operation) {
      case GuestOperation.WriteGic(FrameRegister register, _) -> register;
      case GuestOperation.ReadGic(FrameRegister register, _) -> register;
      default -> throw new IllegalArgumentException("no access of the GIC: " + operation);
    };
  }

  private void perform(
      Sim<SharedInterrupts.Command> sim, SharedInterrupts.Command.Request request) {
    word = 0;
    switch (request) {
      case SharedInterrupts.Command.Access(_, GuestOperation.WriteGic(var register, long value)) ->
          write(sim, register, value);
      case SharedInterrupts.Command.Access(_, var operation) -> read(sim, register(operation));
      case SharedInterrupts.Command.Raise(int intid) -> drive(sim, intid, true);
      case SharedInterrupts.Command.Served(int intid, _, _) -> {
        served = devices.served(intid);
        if (served) {
          drive(sim, intid, false);
        }
      }
      case SharedInterrupts.Command.Leave _ -> {
        for (SharedState.Spi spi : shelf.all()) {
          VgicIrq _ = change(sim, spi.irq().intid(), new IrqChange.Look());
        }
      }
      // Its line has fallen with the end. A device that still waits raises it again.
      case SharedInterrupts.Command.Ended(int intid) -> {
        if (devices.isWaiting(intid) && isResampled(intid)) {
          drive(sim, intid, true);
        }
      }
    }
  }

  /// The input of a device that holds a level. That of one whose interrupt is resampled falls with
  /// the end of the interrupt, and not before.
  private void drive(Sim<SharedInterrupts.Command> sim, int intid, boolean level) {
    boolean resampled = isResampled(intid);
    if (level || !resampled) {
      IrqOwner by = resampled ? IrqOwner.RESAMPLED : IrqOwner.USER_SPACE;
      VgicIrq _ = change(sim, intid, new IrqChange.Input(level, by));
    }
  }

  private boolean isResampled(int intid) {
    int device = devices.indexOf(intid);
    return device != IntId.NONE && devices.get(device).trigger() == VmDevice.Trigger.RESAMPLED;
  }

  private void answer(Sim<SharedInterrupts.Command> sim, SharedInterrupts.Command.Request request) {
    switch (request) {
      case SharedInterrupts.Command.Access(int vcpu, var operation) -> {
        if (operation instanceof GuestOperation.WriteGic(var register, long written)
            && sim.observed(Fact.GicWritten.class)) {
          sim.state(new Fact.GicWritten(vm, vcpu, register.name(), written));
        }
        long value = Integer.toUnsignedLong(word);
        vcpus.get(vcpu).tell(new Vcpu.Command.GicAnswered(operation, value));
        resume(request);
      }
      case SharedInterrupts.Command.Served(int intid, int vcpu, var vmm) -> {
        // It may have been raised again while its line was on its way down.
        if (served && !devices.isWaiting(intid) && sim.observed()) {
          sim.state(new Fact.DeviceServed(vm, intid));
        }
        vmm.tell(new Vmm.Command.DeviceServed(vcpu));
      }
      case SharedInterrupts.Command.Leave(var vmm) -> {
        SharedState now = new SharedState(enabled, devices.save(), shelf.all());
        vmm.tell(new Vmm.Command.SharedSaved(now.save()));
      }
      case SharedInterrupts.Command.Raise _, SharedInterrupts.Command.Ended _ -> {}
    }
  }

  // Registers.

  private void write(Sim<SharedInterrupts.Command> sim, FrameRegister register, long value) {
    GicRegister perInterrupt = register.perInterrupt();
    if (register.isRouter()) {
      route(sim, register, (int) value);
    } else if (perInterrupt != null) {
      forEach(
          register,
          perInterrupt,
          (intid, shift) -> {
            int field = (int) (value >>> shift);
            if (!perInterrupt.isSetByOnes() || (field & 1) != 0) {
              VgicIrq _ = change(sim, intid, new IrqChange.Field(perInterrupt, field));
            }
          });
    } else if (GuestDistributor.isControl(register.offset())) {
      enable(sim, GuestDistributor.enables(value));
    }
  }

  private void enable(Sim<SharedInterrupts.Command> sim, boolean on) {
    enabled = on;
    answersDue += vcpus.size();
    vcpus.forEach(vcpu -> vcpu.tell(new Vcpu.Command.DistributorOn(on, sim.self())));
  }

  /// Who has the interrupt keeps it until its next sync, and nobody is told. The upper word of the
  /// affinity is ignored.
  private void route(Sim<SharedInterrupts.Command> sim, FrameRegister register, int affinity) {
    int target = VgicIrq.NO_VCPU;
    for (int vcpu = 0; vcpu < vcpus.size(); vcpu++) {
      boolean meant = Affinity.packed(VcpuReset.affinity(vcpu)) == (affinity & AFF2_TO_AFF0);
      target = meant ? vcpu : target;
    }
    route(sim, register.firstIntId(), target);
  }

  private void route(Sim<SharedInterrupts.Command> sim, int intid, int target) {
    VgicIrq here = change(sim, intid, new IrqChange.Route(target));
    if (here == null) {
      shelf.put(shelf.get(intid).withTarget(target), shelf.list(intid));
    }
  }

  private void read(Sim<SharedInterrupts.Command> sim, FrameRegister register) {
    GicRegister perInterrupt = register.perInterrupt();
    if (register.isRouter()) {
      int target = shelf.get(register.firstIntId()).targetVcpu();
      word = target == VgicIrq.NO_VCPU ? 0 : Affinity.packed(VcpuReset.affinity(target));
    } else if (perInterrupt == null) {
      word = GuestDistributor.header(register.offset(), enabled, interrupts);
    } else {
      forEach(
          register,
          perInterrupt,
          (intid, _) -> {
            VgicIrq here = change(sim, intid, new IrqChange.Look());
            if (here != null) {
              collect(here);
            }
          });
    }
  }

  /// An interrupt's part of the word that is being read.
  private void collect(VgicIrq irq) {
    if (requests.getFirst()
        instanceof SharedInterrupts.Command.Access(_, GuestOperation.ReadGic(var register, _))) {
      GicRegister perInterrupt = register.perInterrupt();
      if (perInterrupt != null) {
        int place = (irq.intid() - register.firstIntId()) * perInterrupt.bitsPerInterrupt();
        word |= IrqChange.field(irq, perInterrupt) << place;
      }
    }
  }

  /// Each interrupt of a word that the VM has, and where it is in the word. The words of SGIs and
  /// PPIs are in the redistributors.
  private void forEach(FrameRegister register, GicRegister perInterrupt, InWord action) {
    int first = register.firstIntId();
    for (int i = 0; i < perInterrupt.interruptsPerWord(); i++) {
      if (IntId.isSpi(first + i) && first + i < interrupts) {
        action.accept(first + i, i * perInterrupt.bitsPerInterrupt());
      }
    }
  }

  /// An interrupt and its place in a word.
  private interface InWord {
    void accept(int intid, int shift);
  }
}
