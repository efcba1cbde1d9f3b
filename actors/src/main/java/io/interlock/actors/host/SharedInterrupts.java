package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.fact.Fact;
import io.interlock.engine.Copyable;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.Arrays;
import java.util.List;

/// The SPIs of a virtual machine: those that are on no vCPU's list wait here, and the devices that
/// raise them are here, too.
///
/// An SPI is in one place: here, on one vCPU's list, or on the way between the two. A vCPU that
/// takes one off its list sends it back before anything else about it, so a device that finds it
/// gone learns that after it has come back.
public final class SharedInterrupts {
  private static final int PRIORITY = 0xA0;
  private static final long NEVER = Long.MAX_VALUE;

  private enum Alarm {
    DEVICE
  }

  private SharedInterrupts() {}

  /// What they understand.
  public sealed interface Command {
    /// Alarm: the device with that index raises its interrupt.
    record Due(int device) implements Command, OfScenario {}

    /// A vCPU has taken the interrupt off its list (`vgic_prune_ap_list`).
    record Left(VgicIrq irq) implements Command {}

    /// The interrupt is not on the vCPU's list any more, so its edge was not put down.
    record Missed(int intid) implements Command {}
  }

  /// The SPIs of these devices, which begin at once.
  static Behavior<Command> create(
      int vm, List<VmDevice> devices, List<ActorRef<Vcpu.Command>> vcpus) {
    return StatefulBehavior.of(
        sim -> {
          State state = new State(vm, devices, vcpus, sim.now());
          state.awaitNext(sim);
          return state;
        },
        (sim, state, message) -> state.receive(sim, message));
  }

  /// An SPI as a guest has set it up: edge triggered, enabled, in group 1.
  private static VgicIrq configured(VmDevice device) {
    return VgicIrq.initialSpi(device.intid())
        .withEnabled(true)
        .withPriority(PRIORITY)
        .withTarget(Math.max(0, device.target()));
  }

  /// One for each device.
  private static final class State implements Copyable<State> {
    private final int vm;
    private final transient List<VmDevice> devices;
    private final transient List<ActorRef<Vcpu.Command>> vcpus;

    /// As they were when they were last here.
    private final VgicIrq[] irqs;

    /// On whose list each is, or [VgicIrq#NO_VCPU].
    private final int[] lists;

    /// When each is raised next.
    private final long[] dueAt;

    /// How often each was raised.
    private final long[] raised;

    State(int vm, List<VmDevice> devices, List<ActorRef<Vcpu.Command>> vcpus, long now) {
      this(
          vm,
          devices,
          vcpus,
          devices.stream().map(SharedInterrupts::configured).toArray(VgicIrq[]::new),
          new int[devices.size()],
          devices.stream().mapToLong(device -> now + device.periodPicos()).toArray(),
          new long[devices.size()]);
      Arrays.fill(lists, VgicIrq.NO_VCPU);
    }

    private State(
        int vm,
        List<VmDevice> devices,
        List<ActorRef<Vcpu.Command>> vcpus,
        VgicIrq[] irqs,
        int[] lists,
        long[] dueAt,
        long[] raised) {
      this.vm = vm;
      this.devices = devices;
      this.vcpus = vcpus;
      this.irqs = irqs;
      this.lists = lists;
      this.dueAt = dueAt;
      this.raised = raised;
    }

    @Override
    public State copy() {
      return new State(
          vm, devices, vcpus, irqs.clone(), lists.clone(), dueAt.clone(), raised.clone());
    }

    State receive(Sim<Command> sim, Command message) {
      switch (message) {
        case Command.Due(int device) -> raise(sim, device);
        case Command.Left(VgicIrq irq) -> {
          int device = deviceOf(irq.intid());
          irqs[device] = irq;
          lists[device] = VgicIrq.NO_VCPU;
          queue(sim, device);
        }
        case Command.Missed(int intid) -> edge(sim, deviceOf(intid));
      }
      return this;
    }

    /// The alarm is for the device that is due first.
    private void awaitNext(Sim<Command> sim) {
      int next = 0;
      for (int device = 1; device < dueAt.length; device++) {
        next = dueAt[device] < dueAt[next] ? device : next;
      }
      if (dueAt[next] != NEVER) {
        sim.arm(Alarm.DEVICE, Math.max(0, dueAt[next] - sim.now()), new Command.Due(next));
      }
    }

    private void raise(Sim<Command> sim, int device) {
      VmDevice what = devices.get(device);
      raised[device]++;
      dueAt[device] = raised[device] >= what.times() ? NEVER : dueAt[device] + what.periodPicos();
      awaitNext(sim);
      if (what.target() == VmDevice.NEXT) {
        irqs[device] = irqs[device].withTarget((irqs[device].targetVcpu() + 1) % vcpus.size());
      }
      if (sim.observed()) {
        sim.state(new Fact.DeviceRaised(vm, what.intid(), irqs[device].targetVcpu()));
      }
      edge(sim, device);
    }

    /// `kvm_vgic_inject_irq`: the edge goes to where the interrupt is.
    private void edge(Sim<Command> sim, int device) {
      VgicIrq irq = irqs[device];
      if (lists[device] == VgicIrq.NO_VCPU) {
        irqs[device] = irq.injected(true);
        queue(sim, device);
      } else {
        vcpus.get(lists[device]).tell(new Vcpu.Command.SpiRaised(irq.intid(), irq.targetVcpu()));
      }
    }

    /// `vgic_queue_irq_unlock`: onto the list of the vCPU to which it belongs.
    private void queue(Sim<Command> sim, int device) {
      int target = irqs[device].oracle(VgicIrq.NO_VCPU, true);
      if (target != VgicIrq.NO_VCPU) {
        lists[device] = target;
        vcpus.get(target).tell(new Vcpu.Command.SpiQueued(irqs[device], sim.self()));
      }
    }

    private int deviceOf(int intid) {
      for (int device = 0; device < devices.size(); device++) {
        if (devices.get(device).intid() == intid) {
          return device;
        }
      }
      throw new IllegalArgumentException("no device of VM " + vm + " has SPI " + intid);
    }
  }
}
