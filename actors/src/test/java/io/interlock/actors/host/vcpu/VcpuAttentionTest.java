package io.interlock.actors.host.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.host.TestHost;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.vcpu.KickProtocol.Action;
import org.junit.jupiter.api.Test;

/// The two sides of the kick protocol, met at each point of an entry.
class VcpuAttentionTest {
  private static final int HERE = 3;
  private static final int KICKER = 2;

  private final RegisterFile saved = VcpuReset.registers(0, 0, true);
  private final VcpuAttention attention =
      new VcpuAttention(
          VcpuInterrupts.none(0, TestHost.preset("dual").plan().settings().others(), saved));

  private Action sgi(int intid) {
    return attention.sgi(intid, false, HERE, KICKER);
  }

  @Test
  void sgiBetweenFlushAndModeCallsTheEntryOff() {
    attention.lookAtRequests();
    attention.interrupts().flush(saved);
    assertEquals(new Action.Nothing(), sgi(1));
    attention.inGuestMode();
    assertTrue(attention.requested());
  }

  @Test
  void sgiToAVcpuInItsGuestInterruptsThePeOnce() {
    attention.inGuestMode();
    assertEquals(new Action.SendIpi(HERE), sgi(1));
    assertEquals(new Action.Nothing(), sgi(2), "it is on its way out already");
    assertTrue(attention.requested());
  }

  @Test
  void sgiToAVcpuOutsideItsGuestIsSeenAtTheNextEntry() {
    attention.inGuestMode();
    attention.outsideGuestMode();
    assertEquals(new Action.Nothing(), sgi(1));
    assertTrue(attention.requested());
    attention.lookAtRequests();
    assertFalse(attention.requested());
    assertEquals(1, attention.interrupts().flush(saved));
  }

  @Test
  void sleeperIsWokenAndNotInterrupted() {
    assertEquals(new Action.Wake(), attention.sgi(1, true, VcpuAttention.NO_PE, KICKER));
    assertTrue(attention.runnable(saved));
  }

  @Test
  void sgiToItselfCallsTheEntryOffToo() {
    attention.ownSgi(4);
    assertTrue(attention.requested());
    assertTrue(attention.runnable(saved));
  }

  @Test
  void risingTimerMakesARequestAndAFallingOneDoesNot() {
    attention.timerOutput(GuestTimer.VIRTUAL, true);
    assertTrue(attention.requested());
    attention.lookAtRequests();
    attention.timerOutput(GuestTimer.VIRTUAL, false);
    assertFalse(attention.requested());
    assertFalse(attention.runnable(saved));
  }
}
