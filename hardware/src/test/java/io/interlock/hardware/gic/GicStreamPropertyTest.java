package io.interlock.hardware.gic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.gic.Distributor.Directed;
import io.interlock.hardware.gic.GicStream.Activate;
import io.interlock.hardware.gic.GicStream.Deactivate;
import io.interlock.hardware.gic.GicStream.Downstream;
import io.interlock.hardware.gic.GicStream.Release;
import io.interlock.hardware.gic.GicStream.Set;
import io.interlock.hardware.gic.GicStream.Upstream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Edges, acknowledges and ends in any order, with any delay on each of the four channels between a
/// redistributor, a distributor and a CPU interface: nothing is lost, nothing is made up.
class GicStreamPropertyTest {
  private static final int[] EDGES = {0, 3, 15, 40, 41, 70};

  @Property(tries = 400)
  void everyEdgeIsTakenAndOnlyEdgesAre(
      @ForAll @Size(max = 120) List<@IntRange(max = 1023) Integer> choices) {
    var system = new Wired();
    for (int choice : choices) {
      system.step(choice);
    }
    system.settle();
  }

  @Property(tries = 200)
  void everySetIsAnsweredOnceBeforeTheNext(
      @ForAll @Size(max = 200) List<@IntRange(max = 1023) Integer> choices) {
    // Wired checks the contract at every delivery; here priorities change all the time.
    var system = new Wired();
    for (int choice : choices) {
      system.step(choice);
      system.reprioritise(EDGES[choice % EDGES.length], choice & 0x78);
    }
    system.settle();
  }

  /// The three parts, the messages on their way, and the naive model: one bit for each interrupt.
  private static final class Wired {
    private final Redistributor redistributor = new Redistributor(0, 0, true);
    private final Distributor distributor = new Distributor(64, 0L);
    private final CpuInterface cpu = new CpuInterface();
    private final Deque<Downstream> fromRedistributor = new ArrayDeque<>();
    private final Deque<Downstream> fromDistributor = new ArrayDeque<>();
    private final Deque<Upstream> toRedistributor = new ArrayDeque<>();
    private final Deque<Upstream> toDistributor = new ArrayDeque<>();
    private final Deque<Integer> running = new ArrayDeque<>();
    private final java.util.Set<Integer> latched = new HashSet<>();
    private final java.util.Set<Integer> unanswered = new HashSet<>();

    Wired() {
      cpu.writeGroup1Enabled(true);
      cpu.writePriorityMask(0xF8);
      redistributor.forwarding(false, true);
      redistributor.write(0x10080, -1);
      redistributor.write(0x10100, -1);
      redistributor.write(0x14, 0);
      distributor.write(0, 0b10);
      for (int intid = 32; intid < 96; intid += 32) {
        distributor.write(GicRegister.IGROUPR.offsetOf(intid), -1);
        distributor.write(GicRegister.ISENABLER.offsetOf(intid), -1);
      }
      for (int intid = 32; intid < 96; intid += 16) {
        distributor.write(GicRegister.ICFGR.offsetOf(intid), 0xAAAA_AAAA);
      }
      distributor.sleep(0, false);
    }

    void step(int choice) {
      int intid = EDGES[choice / 8 % EDGES.length];
      switch (choice % 8) {
        case 0 -> edge(intid);
        case 1 -> deliverDown(fromRedistributor);
        case 2 -> deliverDown(fromDistributor);
        case 3 -> deliverToRedistributor();
        case 4 -> deliverToDistributor();
        case 5 -> acknowledge();
        case 6 -> end();
        default -> sleepOrWake();
      }
    }

    void reprioritise(int intid, int priority) {
      if (IntId.isPrivate(intid)) {
        fromRedistributor.addAll(redistributor.setPriority(intid, priority));
      } else {
        send(distributor.setPriority(intid, priority));
      }
    }

    void edge(int intid) {
      latched.add(intid);
      if (IntId.isSgi(intid)) {
        fromRedistributor.addAll(redistributor.sgi(intid));
      } else {
        send(distributor.line(intid, true));
        send(distributor.line(intid, false));
      }
    }

    void acknowledge() {
      int intid = cpu.acknowledge();
      if (intid != IntId.SPURIOUS) {
        running.push(intid);
        answer(new Activate(intid), intid);
      }
    }

    void end() {
      if (!running.isEmpty() && cpu.endOfInterrupt(running.peek())) {
        int intid = running.pop();
        answer(new Deactivate(intid), intid);
      }
    }

    void sleepOrWake() {
      boolean sleep = !redistributor.asleep();
      fromRedistributor.addAll(redistributor.write(0x14, sleep ? 0b10 : 0));
      send(distributor.sleep(0, sleep));
    }

    void deliverDown(Deque<Downstream> channel) {
      if (!channel.isEmpty()) {
        Downstream message = channel.remove();
        if (message instanceof Set set) {
          assertTrue(unanswered.add(set.intid()), () -> "set again while unanswered: " + set);
        }
        for (Upstream answer : cpu.receive(message)) {
          answer(answer, answer instanceof Release(int intid) ? intid : 0);
        }
      }
    }

    void answer(Upstream message, int intid) {
      if (message instanceof Release || message instanceof Activate) {
        assertTrue(unanswered.remove(intid), () -> "answered twice: " + message);
      }
      (IntId.isPrivate(intid) ? toRedistributor : toDistributor).add(message);
    }

    void deliverToRedistributor() {
      if (!toRedistributor.isEmpty()) {
        Upstream message = toRedistributor.remove();
        checkTaken(message);
        fromRedistributor.addAll(redistributor.receive(message));
      }
    }

    void deliverToDistributor() {
      if (!toDistributor.isEmpty()) {
        Upstream message = toDistributor.remove();
        checkTaken(message);
        switch (message) {
          case Activate(int intid) -> send(distributor.activate(0, intid));
          case Release(int intid) -> send(distributor.release(0, intid));
          case Deactivate(int intid) -> send(distributor.deactivate(intid));
          default -> throw new AssertionError(message);
        }
      }
    }

    private void checkTaken(Upstream message) {
      if (message instanceof Activate(int intid)) {
        assertTrue(latched.remove(intid), () -> "taken without an edge: " + intid);
      }
    }

    private void send(List<Directed> messages) {
      messages.forEach(directed -> fromDistributor.add(directed.message()));
    }

    void settle() {
      if (redistributor.asleep()) {
        sleepOrWake();
      }
      for (int round = 0; round < 400; round++) {
        deliverDown(fromRedistributor);
        deliverDown(fromDistributor);
        deliverToRedistributor();
        deliverToDistributor();
        acknowledge();
        if (!cpu.signalsIrq()) {
          end();
        }
      }
      assertEquals(java.util.Set.of(), latched, "edges that nobody took");
      assertFalse(cpu.signalsIrq());
      assertEquals(0xFF, cpu.runningPriority());
      for (int intid : EDGES) {
        boolean isPrivate = IntId.isPrivate(intid);
        assertFalse(isPrivate ? redistributor.isPending(intid) : distributor.isPending(intid));
        assertFalse(isPrivate ? redistributor.isActive(intid) : distributor.isActive(intid));
      }
    }
  }
}
