package io.interlock.actors.host.vgic;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.SharedInterrupts;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuGicState;
import io.interlock.actors.host.VmPlan;
import io.interlock.engine.Copyable;
import io.interlock.engine.Sim;
import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.vgic.IrqChange;
import io.interlock.hypervisor.vgic.IrqOwner;
import io.interlock.hypervisor.vgic.VgicIrq;
import io.interlock.hypervisor.vgic.device.GicCall;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A call of user space about the GIC of a VM, while it is made.
///
/// Those that reach for registers need every vCPU out of KVM_RUN (`kvm_trylock_all_vcpus`): each is
/// asked, and one that is in it makes the call fail with -EBUSY.
final class UserGicCall implements Copyable<UserGicCall> {
  private final transient VmPlan plan;
  private final transient List<ActorRef<Vcpu.Command>> vcpus;

  /// What is kept for each vCPU; null where it is in KVM_RUN, or not asked.
  private final @Nullable VcpuGicState[] locked;

  /// Of these vCPUs it is new.
  private final Set<Integer> restored = new TreeSet<>();

  /// SPIs whose input user space has driven high.
  private final Set<Integer> high = new TreeSet<>();

  /// The SPI whose input the call drives low, or [IntId#NONE].
  private int falling = IntId.NONE;

  private long result;

  UserGicCall(VmPlan plan, List<ActorRef<Vcpu.Command>> vcpus) {
    this.plan = plan;
    this.vcpus = vcpus;
    locked = new VcpuGicState[vcpus.size()];
  }

  @Override
  public UserGicCall copy() {
    UserGicCall copy = new UserGicCall(plan, vcpus);
    System.arraycopy(locked, 0, copy.locked, 0, locked.length);
    copy.restored.addAll(restored);
    copy.high.addAll(high);
    copy.falling = falling;
    copy.result = result;
    return copy;
  }

  /// Asks all vCPUs to stay out of KVM_RUN, and says how many that are.
  int lock(Sim<SharedInterrupts.Command> sim) {
    vcpus.forEach(vcpu -> vcpu.tell(new Vcpu.Command.Lock(sim.self())));
    return vcpus.size();
  }

  /// A vCPU stays out, and gives what is kept for it; or is in KVM_RUN.
  void locked(int vcpu, @Nullable VcpuGicState state) {
    locked[vcpu] = state;
  }

  /// Those that stay out need not any more.
  void unlock() {
    for (int vcpu = 0; vcpu < locked.length; vcpu++) {
      if (locked[vcpu] != null) {
        VcpuGicState state = restored.contains(vcpu) ? locked[vcpu] : null;
        vcpus.get(vcpu).tell(new Vcpu.Command.Unlock(state));
      }
    }
    Arrays.fill(locked, null);
    restored.clear();
  }

  /// Everybody has done what the call asked of them: what it answers. Until now a vCPU on its way
  /// into the guest need not have known that a line falls.
  long answered(Sim<SharedInterrupts.Command> sim) {
    if (falling != IntId.NONE && sim.observed()) {
      sim.state(new Fact.DeviceServed(plan.vm(), falling));
    }
    falling = IntId.NONE;
    return result;
  }

  /// Makes the call.
  void make(Sim<SharedInterrupts.Command> sim, GicCall call, SpiPlaces places) {
    result =
        switch (call) {
          case GicCall.IrqLine line -> drive(sim, line, places);
          case GicCall.OfDevice ofDevice -> ask(sim, ofDevice, places);
        };
  }

  private int drive(Sim<SharedInterrupts.Command> sim, GicCall.IrqLine line, SpiPlaces places) {
    int error = line.error(line.vcpu() < vcpus.size(), plan.interrupts());
    if (error != 0) {
      return error;
    }
    if (line.input() == GicCall.IrqLine.Input.PPI) {
      vcpus.get(line.vcpu()).tell(new Vcpu.Command.PpiDriven(line.intid(), line.level()));
      return 0;
    }
    VgicIrq irq = places.get(line.intid());
    // It is user space, too, that drives the line of a device with a resamplefd.
    IrqOwner by = irq.owner() == IrqOwner.RESAMPLED ? IrqOwner.RESAMPLED : IrqOwner.USER_SPACE;
    if (irq.owner() == by) {
      stateLine(sim, irq, line.level());
    }
    VgicIrq _ = places.change(sim, line.intid(), new IrqChange.Input(line.level(), by));
    return 0;
  }

  private void stateLine(Sim<SharedInterrupts.Command> sim, VgicIrq irq, boolean level) {
    boolean moved = level ? high.add(irq.intid()) : high.remove(irq.intid());
    if (!level && moved && !irq.edge()) {
      falling = irq.intid();
    }
    if (level && (moved || irq.edge()) && sim.observed()) {
      sim.state(new Fact.DeviceRaised(plan.vm(), irq.intid(), irq.targetVcpu(), !irq.edge()));
    }
  }

  private long ask(Sim<SharedInterrupts.Command> sim, GicCall.OfDevice call, SpiPlaces places) {
    WholeGic gic = whole(places);
    gic.device().running(call.locksVcpus() && Arrays.asList(locked).contains(null));
    long answer = call.make(gic.device());
    if (answer == 0 && call instanceof GicCall.SetAttribute && call.locksVcpus()) {
      keep(sim, whole(places), gic, places);
    }
    return answer;
  }

  private WholeGic whole(SpiPlaces places) {
    WholeGic gic = new WholeGic(vcpus.size(), plan.interrupts());
    gic.restore(places.isEnabled(), places.kept());
    for (int vcpu = 0; vcpu < locked.length; vcpu++) {
      VcpuGicState state = locked[vcpu];
      if (state != null) {
        gic.restore(vcpu, state);
      }
    }
    return gic;
  }

  /// What user space has changed goes where it is kept.
  private void keep(
      Sim<SharedInterrupts.Command> sim, WholeGic was, WholeGic now, SpiPlaces places) {
    for (int intid = IntId.SPI_MIN; intid < plan.interrupts() && IntId.isSpi(intid); intid++) {
      VgicIrq irq = now.irq(0, intid);
      if (!irq.equals(was.irq(0, intid))) {
        VgicIrq _ = places.change(sim, intid, new IrqChange.Restore(irq));
        places.route(intid, irq.targetVcpu());
        sim.state(new Fact.InterruptRestored(plan.vm(), 0, irq));
      }
    }
    if (now.isEnabled() != places.isEnabled()) {
      places.enable(sim, now.isEnabled());
      sim.state(new Fact.GicWritten(plan.vm(), 0, "GICD_CTLR", now.control()));
    }
    for (int vcpu = 0; vcpu < locked.length; vcpu++) {
      if (!now.of(vcpu).equals(was.of(vcpu))) {
        locked[vcpu] = now.of(vcpu);
        restored.add(vcpu);
        statePrivates(sim, was, now, vcpu);
      }
    }
  }

  private void statePrivates(
      Sim<SharedInterrupts.Command> sim, WholeGic was, WholeGic now, int vcpu) {
    for (int intid = 0; intid < IntId.PRIVATE_COUNT; intid++) {
      VgicIrq irq = now.irq(vcpu, intid);
      if (!irq.equals(was.irq(vcpu, intid))) {
        sim.state(new Fact.InterruptRestored(plan.vm(), vcpu, irq));
      }
    }
    sim.state(new Fact.GicWritten(plan.vm(), vcpu, "ICC_PMR_EL1", now.priorityMask(vcpu)));
  }
}
