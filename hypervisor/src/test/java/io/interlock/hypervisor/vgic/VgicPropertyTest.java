package io.interlock.hypervisor.vgic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.gic.IchHcr;
import io.interlock.hardware.gic.IchRegisterArray;
import io.interlock.hardware.gic.IchVmcr;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.ListRegister;
import io.interlock.hardware.gic.LrState;
import io.interlock.hardware.gic.VirtualCpuInterface;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// A vGIC and the virtual CPU interface that it feeds, against a model that knows of each interrupt
/// only how often it came, how often the guest took it, and whether a device still waits.
class VgicPropertyTest {
  @Property(tries = 500)
  void nothingIsLostWithFourListRegisters(
      @ForAll @Size(max = 150) List<@IntRange(max = 8191) Integer> choices) {
    run(new Guest(4, false), choices);
  }

  @Property(tries = 200)
  void nothingIsLostWithOneListRegister(
      @ForAll @Size(max = 100) List<@IntRange(max = 8191) Integer> choices) {
    run(new Guest(1, false), choices);
  }

  @Property(tries = 200)
  void nothingIsLostWithSixteenListRegistersAndEoiMode1(
      @ForAll @Size(max = 150) List<@IntRange(max = 8191) Integer> choices) {
    run(new Guest(16, true), choices);
  }

  private static void run(Guest guest, List<Integer> choices) {
    for (int choice : choices) {
      guest.step(choice);
    }
    guest.settle();
  }

  private static final class Guest {
    private static final int OPEN = 0xF8;
    private static final int[] SGIS = {0, 1, 2, 3, 7, 15};
    private static final int[] SPIS = {40, 41, 90};
    private static final int PMU = IntId.PMU_OVERFLOW;
    private static final int TIMER = IntId.VIRTUAL_TIMER;

    private final IchRegisterArray registers;
    private final VirtualCpuInterface interfaceOfGuest;
    private final boolean eoiMode1;
    private final FakePhysical physical = new FakePhysical();
    private final VgicCpu cpu = new VgicCpu(0);
    private final Deque<Integer> running = new ArrayDeque<>();
    private final Map<Integer, VgicIrq> spisAtHome = new HashMap<>();
    private final int[] came = new int[128];
    private final int[] taken = new int[128];
    private final boolean[] waits = new boolean[128];
    private boolean pmuLine;
    private boolean inGuest;

    Guest(int lrCount, boolean eoiMode1) {
      this.eoiMode1 = eoiMode1;
      registers = new IchRegisterArray(lrCount);
      registers.writeHcr(IchHcr.EN);
      registers.writeVmcr(
          new IchVmcr(false, true, false, false, false, eoiMode1, 3, 2, OPEN).encode());
      interfaceOfGuest = new VirtualCpuInterface(registers);
      var frame = new GuestRedistributor(0, 0, true);
      frame.write(cpu, 0x1_0100, -1, physical);
      // Priorities 0x00 to 0xF0 by INTID, so that interrupts preempt each other.
      for (int intid = 0; intid < 32; intid += 4) {
        int word = 0;
        for (int i = 0; i < 4; i++) {
          word |= ((intid + i) * 7 % 30) << 3 << (8 * i);
        }
        frame.write(cpu, 0x1_0400 + intid, word, physical);
      }
      cpu.distributor(true, OPEN);
      cpu.claim(PMU, IrqOwner.PMU);
      cpu.claim(TIMER, IrqOwner.TIMER);
      cpu.map(TIMER, TIMER);
      for (int spi : SPIS) {
        spisAtHome.put(spi, spiOf(spi));
      }
    }

    private static VgicIrq spiOf(int spi) {
      return new VgicIrq(
          spi, IrqOwner.USER_SPACE, IntId.NONE, true, false, false, false, true, true, spi, 0);
    }

    void step(int choice) {
      int pick = choice / 16;
      switch (choice % 16) {
        case 0, 1, 2 -> sendSgi(SGIS[pick % SGIS.length]);
        case 3, 4 -> edgeOfSpi(SPIS[pick % SPIS.length]);
        case 5 -> overflow();
        case 6 -> timerFires();
        case 7 -> hostTakesTimer();
        case 8, 9 -> enter();
        case 10 -> exit();
        case 11, 12, 13 -> acknowledge();
        default -> end();
      }
      check();
    }

    void sendSgi(int sgi) {
      came(sgi);
      assertTrue(cpu.receiveSgi(sgi, true), "an edge always asks for a kick");
    }

    void edgeOfSpi(int spi) {
      came(spi);
      VgicIrq atHome = spisAtHome.remove(spi);
      if (atHome == null) {
        assertTrue(cpu.inject(spi, true, IrqOwner.USER_SPACE));
      } else {
        assertTrue(cpu.adopt(atHome.injected(true)));
      }
    }

    void overflow() {
      came(PMU);
      pmuLine = true;
      cpu.inject(PMU, true, IrqOwner.PMU);
    }

    void timerFires() {
      came(TIMER);
      physical.line(TIMER, true);
    }

    /// The host's handler: its EOI leaves the physical interrupt active, so it stays quiet.
    void hostTakesTimer() {
      if (physical.isLineHigh(TIMER) && !physical.isActive(TIMER)) {
        physical.setActive(TIMER, true);
        cpu.inject(TIMER, true, IrqOwner.TIMER);
      }
    }

    void enter() {
      if (inGuest) {
        return;
      }
      Flush flush = cpu.flush(registers.listRegisterCount());
      var seen = new HashSet<Integer>();
      for (ListRegister lr : flush.registers()) {
        assertTrue(seen.add(lr.vintid()), () -> "twice in list registers: " + lr);
        assertFalse(lr.state() == LrState.INACTIVE, () -> "empty: " + lr);
      }
      for (int n = 0; n < registers.listRegisterCount(); n++) {
        boolean used = n < flush.registers().size();
        registers.writeLr(n, used ? flush.registers().get(n).encode() : 0);
      }
      inGuest = true;
    }

    /// The device is looked at first, then the vGIC.
    void exit() {
      if (!inGuest) {
        return;
      }
      inGuest = false;
      cpu.inject(PMU, pmuLine, IrqOwner.PMU);
      var read = new ArrayList<ListRegister>();
      for (int n = 0; n < registers.listRegisterCount(); n++) {
        read.add(ListRegister.decode(registers.lr(n)));
        registers.writeLr(n, 0);
      }
      for (VgicIrq leaving : cpu.sync(read, physical).leaving()) {
        assertEquals(VgicIrq.NO_VCPU, leaving.oracle(VgicIrq.NO_VCPU, true));
        spisAtHome.put(leaving.intid(), leaving);
      }
      assertEquals(pmuLine, cpu.irq(PMU).lineLevel());
      if (cpu.irq(TIMER).lineLevel()) {
        assertTrue(physical.isActive(TIMER), "pending at the guest, so masked at the host");
      }
    }

    void acknowledge() {
      if (!inGuest) {
        return;
      }
      int intid = interfaceOfGuest.acknowledge();
      if (intid == IntId.SPURIOUS) {
        return;
      }
      running.push(intid);
      taken[intid]++;
      waits[intid] = false;
      if (intid == PMU) {
        pmuLine = false;
      } else if (intid == TIMER) {
        physical.line(TIMER, false);
      } else {
        assertTrue(taken[intid] <= came[intid], () -> "taken more often than it came: " + intid);
      }
    }

    void end() {
      if (!inGuest || running.isEmpty()) {
        return;
      }
      int intid = running.pop();
      int pintid = interfaceOfGuest.endOfInterrupt(intid);
      if (eoiMode1) {
        assertEquals(IntId.NONE, pintid);
        pintid = interfaceOfGuest.deactivate(intid);
      }
      if (pintid != IntId.NONE) {
        physical.setActive(pintid, false);
      }
    }

    private void came(int intid) {
      came[intid]++;
      waits[intid] = true;
    }

    private void check() {
      List<Integer> queued = cpu.queued();
      assertEquals(new HashSet<>(queued).size(), queued.size(), "twice on the list");
      for (int intid : queued) {
        assertTrue(cpu.isQueued(intid));
      }
    }

    void settle() {
      for (int round = 0; round < 60; round++) {
        hostTakesTimer();
        enter();
        acknowledge();
        if (!interfaceOfGuest.virtualIrqPending()) {
          end();
        }
        exit();
        check();
      }
      for (int intid = 0; intid < waits.length; intid++) {
        assertFalse(waits[intid], "came and was never taken: " + IntId.describe(intid));
      }
      assertEquals(List.of(), cpu.queued());
      assertFalse(physical.isActive(TIMER));
      assertFalse(cpu.pendingIrq(OPEN));
      assertEquals(0, registers.ap1r());
      assertEquals(0, IchHcr.eoiCount(registers.hcr()));
    }
  }
}
