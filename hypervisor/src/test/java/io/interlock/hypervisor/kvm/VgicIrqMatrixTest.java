package io.interlock.hypervisor.kvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.pmu.uapi.PmuFeatures;
import io.interlock.hypervisor.uapi.UserInt;
import io.interlock.hypervisor.vgic.device.CpuInterfaceRegister;
import io.interlock.hypervisor.vgic.device.GicDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The matrix of the kernel's selftest vgic_irq: both triggers, both EOI modes, each way to inject,
/// each INTID of 64; every interrupt is taken exactly once, in the state that the test asserts.
class VgicIrqMatrixTest {
  private static final int INTERRUPTS = 64;
  private static final int DEFAULT_PRIORITY = 0xF0;
  private static final int ISPENDR = 0x200;
  private static final int ISACTIVER = 0x300;
  private static final int ICFGR2 = 0xC08;
  private static final int SGI_BASE = 0x1_0000;

  /// Ways to inject, with the kinds of interrupt that the selftest injects so.
  enum Means {
    IRQ_LINE_PULSE(IntId.SPI_MIN, true),
    IRQFD(IntId.SPI_MIN, true),
    GUEST_ISPENDR(0, true),
    USER_ISPENDR(0, true),
    IRQ_LINE_HIGH(IntId.PPI_MIN, false),
    LEVEL_INFO(IntId.PPI_MIN, false),
    GUEST_ISPENDR_LEVEL(IntId.PPI_MIN, false);

    final int first;
    final boolean edge;

    Means(int first, boolean edge) {
      this.first = first;
      this.edge = edge;
    }
  }

  static Stream<Arguments> matrix() {
    return Stream.of(Means.values())
        .flatMap(
            means ->
                Stream.of(4, 16)
                    .flatMap(
                        lrs ->
                            Stream.of(
                                Arguments.of(means, false, lrs), Arguments.of(means, true, lrs))));
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void everyInterruptIsTakenOnce(Means means, boolean eoiMode1, int listRegisters) {
    var guest = new Guest(listRegisters, means.edge, eoiMode1);
    for (int intid = means.first; intid < INTERRUPTS; intid++) {
      boolean ppiAsEdge = means.edge && IntId.isPpi(intid);
      if (!ppiAsEdge && !isTimer(intid)) {
        guest.inject(means, intid);
        guest.takeOnce(means, intid);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void allAtOnceAreTakenInTheOrderOfTheirPriorities(
      Means means, boolean eoiMode1, int listRegisters) {
    var guest = new Guest(listRegisters, means.edge, eoiMode1);
    List<Integer> expected = new ArrayList<>();
    for (int intid = INTERRUPTS - 1; intid >= IntId.SPI_MIN; intid--) {
      // Two to a level; the last to come are the most urgent.
      guest.priority(intid, (intid - IntId.SPI_MIN) * 8 & 0xF0);
      guest.inject(means, intid);
    }
    for (int intid = IntId.SPI_MIN; intid < INTERRUPTS; intid++) {
      expected.add(intid);
    }
    List<Integer> taken = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      int intid = guest.side.acknowledge(0);
      taken.add(intid);
      guest.quieten(means, intid);
      guest.end(intid);
    }
    assertEquals(IntId.SPURIOUS, guest.side.acknowledge(0));
    for (int i = 1; i < taken.size(); i++) {
      int before = (taken.get(i - 1) - IntId.SPI_MIN) * 8 & 0xF0;
      int after = (taken.get(i) - IntId.SPI_MIN) * 8 & 0xF0;
      assertTrue(before <= after, taken::toString);
    }
    assertEquals(expected, taken.stream().sorted().toList());
  }

  private static boolean isTimer(int intid) {
    return GuestSide.TIMERS.contains(intid);
  }

  /// A VM with one vCPU whose guest has enabled everything.
  private static final class Guest {
    final KvmVm vm;
    final GuestSide side;
    final boolean eoiMode1;

    Guest(int listRegisters, boolean edge, boolean eoiMode1) {
      this.eoiMode1 = eoiMode1;
      vm = new KvmVm(TestHosts.eightCpus(listRegisters));
      side = vm.guest();
      vm.createVcpu(0);
      vm.initVcpu(0, PmuFeatures.NONE, false, 0);
      vm.createDevice(KvmVm.DEVICE_VGIC_V3, false);
      gic().set(GicDevice.ADDR, GicDevice.ADDR_DIST, UserInt.of(0x800_0000));
      gic().set(GicDevice.ADDR, GicDevice.ADDR_REDIST, UserInt.of(0x80A_0000));
      gic().set(GicDevice.CTRL, GicDevice.CTRL_INIT, new UserInt.Unreachable());
      assertEquals(new RunOutcome.Runs(), vm.run(0, false));
      side.writeDistributor(0, 2);
      side.write(0, CpuInterfaceRegister.ICC_PMR_EL1, 0xF8);
      side.write(0, CpuInterfaceRegister.ICC_IGRPEN1_EL1, 1);
      side.write(0, CpuInterfaceRegister.ICC_CTLR_EL1, eoiMode1 ? 2 : 0);
      side.writeRedistributor(0, SGI_BASE + 0x100, -1);
      side.writeDistributor(0x104, -1);
      side.writeDistributor(ICFGR2, edge ? 0xAAAA_AAAA : 0);
      side.writeDistributor(ICFGR2 + 4, edge ? 0xAAAA_AAAA : 0);
      for (int intid = 0; intid < INTERRUPTS; intid++) {
        priority(intid, DEFAULT_PRIORITY);
      }
    }

    GicDevice gic() {
      return Objects.requireNonNull(vm.gic());
    }

    void priority(int intid, int priority) {
      int offset = 0x400 + (intid & ~3);
      int shift = 8 * (intid & 3);
      int before = read(intid, offset);
      write(intid, offset, (before & ~(0xFF << shift)) | (priority << shift));
    }

    void inject(Means means, int intid) {
      int bit = 1 << (intid & 31);
      switch (means) {
        case IRQ_LINE_PULSE, IRQFD -> {
          assertEquals(0, vm.spiLine(intid, true));
          assertEquals(0, vm.spiLine(intid, false));
        }
        case GUEST_ISPENDR, GUEST_ISPENDR_LEVEL -> write(intid, word(ISPENDR, intid), bit);
        case USER_ISPENDR -> userPending(intid, bit);
        case IRQ_LINE_HIGH -> assertEquals(0, line(intid, true));
        case LEVEL_INFO -> levelInfo(intid, bit);
      }
    }

    /// The handler of the selftest lowers a line before it ends the interrupt.
    void quieten(Means means, int intid) {
      switch (means) {
        case IRQ_LINE_HIGH -> assertEquals(0, line(intid, false));
        case LEVEL_INFO -> lowerLine(intid);
        default -> {}
      }
    }

    void takeOnce(Means means, int intid) {
      assertEquals(intid, side.acknowledge(0));
      quieten(means, intid);
      assertTrue(bit(ISACTIVER, intid), "active in the handler");
      assertTrue(means == Means.GUEST_ISPENDR_LEVEL || !bit(ISPENDR, intid), "not pending");
      end(intid);
      assertEquals(0, side.read(0, CpuInterfaceRegister.ICC_AP1R0_EL1));
      assertTrue(!bit(ISACTIVER, intid) && !bit(ISPENDR, intid), "neither active nor pending");
      assertEquals(IntId.SPURIOUS, side.acknowledge(0));
    }

    void end(int intid) {
      side.endOfInterrupt(0, intid);
      if (eoiMode1) {
        assertTrue(bit(ISACTIVER, intid), "EOImode 1 only drops the priority");
        side.deactivate(0, intid);
      }
    }

    private int line(int intid, boolean level) {
      return IntId.isPpi(intid) ? vm.ppiLine(0, intid, level) : vm.spiLine(intid, level);
    }

    /// A word is written whole, so the other lines must be kept.
    private void levelInfo(int intid, int bit) {
      long before = gic().get(GicDevice.LEVEL_INFO, intid & ~31, 0);
      long value = before | Integer.toUnsignedLong(bit);
      assertEquals(0, gic().set(GicDevice.LEVEL_INFO, intid & ~31, UserInt.of(value)));
    }

    private void lowerLine(int intid) {
      long others = gic().get(GicDevice.LEVEL_INFO, intid & ~31, 0) & ~(1L << (intid & 31));
      assertEquals(0, gic().set(GicDevice.LEVEL_INFO, intid & ~31, UserInt.of(others)));
    }

    /// Zeros take the latch away, so the others must be kept.
    private void userPending(int intid, int bit) {
      int group = IntId.isPrivate(intid) ? GicDevice.REDIST_REGS : GicDevice.DIST_REGS;
      int offset = (IntId.isPrivate(intid) ? SGI_BASE : 0) + word(ISPENDR, intid);
      long before = gic().get(group, offset, 0);
      assertEquals(0, gic().set(group, offset, UserInt.of(before | bit)));
    }

    private boolean bit(int register, int intid) {
      return (read(intid, word(register, intid)) & 1 << (intid & 31)) != 0;
    }

    private static int word(int register, int intid) {
      return register + 4 * (intid >> 5);
    }

    private int read(int intid, int offset) {
      return IntId.isPrivate(intid)
          ? side.readRedistributor(0, SGI_BASE + offset)
          : side.readDistributor(offset);
    }

    private void write(int intid, int offset, int value) {
      if (IntId.isPrivate(intid)) {
        side.writeRedistributor(0, SGI_BASE + offset, value);
      } else {
        side.writeDistributor(offset, value);
      }
    }
  }
}
