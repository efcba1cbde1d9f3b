package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.gic.GicRegister;
import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.vgic.FrameRegister;
import io.interlock.hypervisor.vgic.GuestDistributor;
import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the GICs of a host's VMs should do, from what devices and guests have done to them: a model
/// without lists and list registers.
final class IdealGic {
  private static final int PRIORITY = 0xA0;
  private static final int OPEN_MASK = 0xF8;

  /// By VM: those whose distributor is off.
  private final Set<Integer> off;

  /// By VM: those whose GIC is as after reset when guests begin.
  private final Set<Integer> bare;

  /// By VM and vCPU: ICC_PMR_EL1, where its guest has written it.
  private final Map<Integer, Integer> masks;

  private final Map<Line, Irq> irqs;

  /// By VM and INTID: SPIs of PMUs, of whose lines nobody tells here.
  private final Set<Line> untold;

  /// One interrupt: of an SPI, `vcpu` is 0.
  private record Line(int vm, int vcpu, int intid) implements Comparable<Line> {
    @Override
    public int compareTo(Line other) {
      int byVcpu = Integer.compare(vm << 16 | vcpu, other.vm << 16 | other.vcpu);
      return byVcpu == 0 ? Integer.compare(intid, other.intid) : byVcpu;
    }
  }

  /// @param latched it was raised and not taken since
  /// @param raises how often it was raised and not taken; several may merge
  /// @param held its device holds the line until it is served
  /// @param line it does so now
  /// @param seen the vCPUs that have looked at their GIC since it was last raised, served, enabled
  ///     or disabled, or ended
  private record Irq(
      boolean latched,
      int raises,
      boolean held,
      boolean line,
      boolean active,
      boolean enabled,
      int priority,
      int target,
      Set<Integer> seen) {
    /// As a guest has set one up that it wants.
    static final Irq READY = new Irq(false, 0, false, false, false, true, PRIORITY, 0, Set.of());

    /// As it is after reset.
    static final Irq DISABLED = new Irq(false, 0, false, false, false, false, 0, 0, Set.of());

    /// As user space has made it.
    static Irq restored(VgicIrq irq) {
      boolean line = !irq.edge() && irq.lineLevel();
      int raises = irq.pendingLatch() ? 1 : 0;
      return new Irq(
          irq.pendingLatch(),
          raises,
          !irq.edge(),
          line,
          irq.active(),
          irq.enabled(),
          irq.priority(),
          irq.targetVcpu(),
          Set.of());
    }

    Irq raised(boolean holds, int to) {
      return holds
          ? new Irq(latched, raises, true, true, active, enabled, priority, to, Set.of())
          : new Irq(true, raises + 1, held, line, active, enabled, priority, to, Set.of());
    }

    Irq served() {
      return new Irq(latched, raises, held, false, active, enabled, priority, target, Set.of());
    }

    Irq taken() {
      int left = Math.max(0, raises - 1);
      return new Irq(false, left, held, line, true, enabled, priority, target, seen);
    }

    Irq withLatch(boolean now) {
      int times = raises + (now ? 1 : 0);
      return new Irq(now, times, held, line, active, enabled, priority, target, Set.of());
    }

    Irq withActive(boolean now) {
      return new Irq(latched, raises, held, line, now, enabled, priority, target, Set.of());
    }

    Irq withEnabled(boolean now) {
      return new Irq(latched, raises, held, line, active, now, priority, target, Set.of());
    }

    Irq withPriority(int now) {
      return new Irq(latched, raises, held, line, active, enabled, now & 0xF8, target, seen);
    }

    Irq withTarget(int now) {
      return new Irq(latched, raises, held, line, active, enabled, priority, now, seen);
    }

    Irq seenBy(int vcpu) {
      Set<Integer> more = new HashSet<>(seen);
      more.add(vcpu);
      return new Irq(
          latched, raises, held, line, active, enabled, priority, target, Set.copyOf(more));
    }
  }

  IdealGic() {
    this(new HashSet<>(), new HashSet<>(), new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
  }

  private IdealGic(
      Set<Integer> off,
      Set<Integer> bare,
      Map<Integer, Integer> masks,
      Map<Line, Irq> irqs,
      Set<Line> untold) {
    this.off = off;
    this.untold = untold;
    this.bare = bare;
    this.masks = masks;
    this.irqs = irqs;
  }

  IdealGic copy() {
    return new IdealGic(
        new HashSet<>(off),
        new HashSet<>(bare),
        new TreeMap<>(masks),
        new TreeMap<>(irqs),
        new TreeSet<>(untold));
  }

  /// What it follows.
  static final Set<Class<? extends Fact>> FACTS =
      Set.of(
          Fact.DeviceAttached.class,
          Fact.GicBegins.class,
          Fact.InterruptRestored.class,
          Fact.MonitorSpi.class,
          Fact.DeviceRaised.class,
          Fact.DeviceServed.class,
          Fact.GicWritten.class,
          Fact.InterruptHandled.class,
          Fact.InterruptEnded.class);

  void follow(Fact fact) {
    switch (fact) {
      case Fact.GicBegins begins -> begins(begins);
      case Fact.MonitorSpi(int vm, int intid) -> untold.add(new Line(vm, 0, intid));
      case Fact.InterruptRestored(int vm, int vcpu, VgicIrq irq) ->
          irqs.put(new Line(vm, vcpu, irq.intid()), Irq.restored(irq));
      case Fact.DeviceAttached(int vm, int intid) ->
          irqs.putIfAbsent(new Line(vm, 0, intid), bare.contains(vm) ? Irq.DISABLED : Irq.READY);
      case Fact.DeviceRaised(int vm, int intid, int target, boolean held) -> {
        Line line = new Line(vm, 0, intid);
        Irq usual = bare.contains(vm) ? Irq.DISABLED : Irq.READY;
        irqs.put(line, irqs.getOrDefault(line, usual).raised(held, target));
      }
      case Fact.DeviceServed(int vm, int intid) ->
          irqs.computeIfPresent(new Line(vm, 0, intid), (_, irq) -> irq.served());
      case Fact.InterruptHandled(VcpuId vcpu, int intid, _) when IntId.isSpi(intid) ->
          irqs.computeIfPresent(new Line(vcpu.vm(), 0, intid), (_, irq) -> irq.taken());
      case Fact.InterruptEnded(VcpuId vcpu, int intid) when IntId.isSpi(intid) ->
          irqs.computeIfPresent(new Line(vcpu.vm(), 0, intid), (_, irq) -> irq.withActive(false));
      case Fact.GicWritten(int vm, int vcpu, String register, long value) ->
          written(vm, vcpu, register, value);
      default -> {}
    }
  }

  /// What devices have done before the VM has run is no concern of who makes it.
  private void begins(Fact.GicBegins begins) {
    int vm = begins.vm();
    int vcpu = begins.vcpu();
    boolean distributor = vcpu == Fact.GicBegins.DISTRIBUTOR;
    if (begins.anew()) {
      irqs.keySet()
          .removeIf(
              line ->
                  line.vm() == vm
                      && (IntId.isSpi(line.intid()) ? distributor : line.vcpu() == vcpu));
    } else if (!begins.setUp()) {
      irqs.replaceAll(
          (line, irq) -> line.vm() == vm ? irq.withEnabled(false).withPriority(0) : irq);
    }
    if (!distributor) {
      masks.remove(vm << 16 | vcpu);
    } else if (begins.setUp()) {
      off.remove(vm);
      bare.remove(vm);
    } else {
      off.add(vm);
      bare.add(vm);
    }
  }

  /// A vCPU is outside its guest and looks at its GIC before it goes there again: it will find what
  /// has been done to it by now.
  void looks(VcpuId vcpu) {
    for (Map.Entry<Line, Irq> each : irqs.entrySet()) {
      Irq irq = each.getValue();
      if (each.getKey().vm() == vcpu.vm() && !irq.active() && !irq.seen().contains(vcpu.index())) {
        each.setValue(irq.seenBy(vcpu.index()));
      }
    }
  }

  /// Why a vCPU that takes an SPI now should not; or null.
  @Nullable String unexpected(VcpuId vcpu, int intid) {
    Irq irq = irqs.get(new Line(vcpu.vm(), 0, intid));
    if (irq == null || untold.contains(new Line(vcpu.vm(), 0, intid))) {
      return null;
    }
    boolean looked = irq.seen().contains(vcpu.index());
    if (looked && !irq.enabled()) {
      return "an interrupt is handled though the guest has disabled it";
    }
    boolean wanted = irq.line() || irq.raises() > 0;
    return wanted || (irq.held() && !looked)
        ? null
        : "an interrupt is handled more often than it was raised";
  }

  /// The SPI that a vCPU should take, if it could; or [IntId#NONE].
  int deliverable(VcpuId vcpu) {
    for (Map.Entry<Line, Irq> each : irqs.entrySet()) {
      Line line = each.getKey();
      Irq irq = each.getValue();
      boolean pending =
          (irq.latched() || irq.line()) && !irq.active() && irq.target() == vcpu.index();
      if (line.vm() == vcpu.vm() && IntId.isSpi(line.intid()) && pending && lets(vcpu, irq)) {
        return line.intid();
      }
    }
    return IntId.NONE;
  }

  /// Whether the GIC lets an SGI through to a vCPU.
  boolean letsSgi(VcpuId vcpu, int intid) {
    return lets(vcpu, get(new Line(vcpu.vm(), vcpu.index(), intid)));
  }

  private boolean lets(VcpuId vcpu, Irq irq) {
    int mask =
        masks.getOrDefault(
            vcpu.vm() << 16 | vcpu.index(), bare.contains(vcpu.vm()) ? 0 : OPEN_MASK);
    return irq.enabled() && irq.priority() < mask && !off.contains(vcpu.vm());
  }

  private void written(int vm, int vcpu, String name, long value) {
    FrameRegister register = FrameRegister.named(name);
    if (register == null) {
      if (name.equals("ICC_PMR_EL1")) {
        masks.put(vm << 16 | vcpu, (int) value & 0xF8);
      }
      return;
    }
    GicRegister perInterrupt = register.perInterrupt();
    if (register.isRouter()) {
      Line line = new Line(vm, 0, register.firstIntId());
      // Aff1 counts by sixteen.
      irqs.put(line, get(line).withTarget((int) (((value >> 8) & 0xFF) << 4 | (value & 0xF))));
    } else if (perInterrupt != null) {
      for (int i = 0; i < perInterrupt.interruptsPerWord(); i++) {
        int intid = register.firstIntId() + i;
        if (IntId.isPrivate(intid) != register.distributor()) {
          int owner = register.distributor() ? 0 : vcpu;
          Line line = new Line(vm, owner, intid);
          int field = (int) (value >>> (i * perInterrupt.bitsPerInterrupt()));
          Irq before = get(line);
          Irq after = changed(before, perInterrupt, field);
          if (!after.equals(before)) {
            irqs.put(line, after);
          }
        }
      }
    } else if (register.distributor() && GuestDistributor.isControl(register.offset())) {
      if (GuestDistributor.enables(value)) {
        off.remove(vm);
      } else {
        off.add(vm);
      }
    }
  }

  private static Irq changed(Irq irq, GicRegister register, int field) {
    if (register == GicRegister.IPRIORITYR) {
      return irq.withPriority(field);
    }
    if ((field & 1) == 0) {
      return irq;
    }
    return switch (register) {
      case ISENABLER -> irq.withEnabled(true);
      case ICENABLER -> irq.withEnabled(false);
      case ISPENDR -> irq.withLatch(true);
      case ICPENDR -> irq.withLatch(false);
      case ISACTIVER -> irq.withActive(true);
      case ICACTIVER -> irq.withActive(false);
      case IGROUPR, IPRIORITYR, ICFGR -> irq;
    };
  }

  /// As guests begin: of those that nobody has spoken of, SGIs are enabled.
  private Irq get(Line line) {
    Irq sgi = bare.contains(line.vm()) ? Irq.READY.withPriority(0) : Irq.READY;
    return irqs.getOrDefault(line, IntId.isSgi(line.intid()) ? sgi : Irq.DISABLED);
  }
}
