package io.interlock.actors.host.vgic;

import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.vgic.IrqOwner;
import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// What user space gets of a VM's distributor and devices to give it to another host, as numbers.
///
/// @param enabled GICD_CTLR
/// @param devices as [DeviceLines#save] gives them
/// @param spis those that are not as a new VM has them
record SharedState(boolean enabled, List<Long> devices, List<Spi> spis) {
  private static final int PER_SPI = 5;
  private static final int EDGE = 1;
  private static final int LINE = 1 << 1;
  private static final int LATCH = 1 << 2;
  private static final int ACTIVE = 1 << 3;
  private static final int ENABLED = 1 << 4;
  private static final int GROUP_1 = 1 << 5;

  /// One SPI, and on whose list it was.
  record Spi(VgicIrq irq, int list) {}

  /// Keeps copies of the lists.
  SharedState {
    devices = List.copyOf(devices);
    spis = List.copyOf(spis);
  }

  List<Long> save() {
    List<Long> saved = new ArrayList<>();
    saved.add(enabled ? 1L : 0);
    saved.add((long) devices.size());
    saved.addAll(devices);
    for (Spi spi : spis) {
      VgicIrq irq = spi.irq();
      saved.add((long) irq.intid());
      saved.add((long) flags(irq));
      saved.add((long) irq.priority());
      saved.add((long) irq.targetVcpu());
      saved.add((long) spi.list());
    }
    return saved;
  }

  /// What [#save] gave.
  ///
  /// @param ownerOf who may change the input of an SPI
  static SharedState restored(List<Long> saved, IntFunction<IrqOwner> ownerOf) {
    int spisFrom = 2 + Math.toIntExact(saved.get(1));
    List<Spi> spis = new ArrayList<>();
    for (int at = spisFrom; at < saved.size(); at += PER_SPI) {
      List<Integer> numbers =
          saved.subList(at, at + PER_SPI).stream().map(Math::toIntExact).toList();
      spis.add(spi(numbers, ownerOf.apply(numbers.getFirst())));
    }
    return new SharedState(saved.getFirst() != 0, saved.subList(2, spisFrom), spis);
  }

  private static Spi spi(List<Integer> numbers, IrqOwner owner) {
    int flags = numbers.get(1);
    VgicIrq irq =
        new VgicIrq(
            numbers.getFirst(),
            owner,
            IntId.NONE,
            (flags & EDGE) != 0,
            (flags & LINE) != 0,
            (flags & LATCH) != 0,
            (flags & ACTIVE) != 0,
            (flags & ENABLED) != 0,
            (flags & GROUP_1) != 0,
            numbers.get(2),
            numbers.get(3));
    return new Spi(irq, numbers.get(4));
  }

  private static int flags(VgicIrq irq) {
    return (irq.edge() ? EDGE : 0)
        | (irq.lineLevel() ? LINE : 0)
        | (irq.pendingLatch() ? LATCH : 0)
        | (irq.active() ? ACTIVE : 0)
        | (irq.enabled() ? ENABLED : 0)
        | (irq.group1() ? GROUP_1 : 0);
  }
}
