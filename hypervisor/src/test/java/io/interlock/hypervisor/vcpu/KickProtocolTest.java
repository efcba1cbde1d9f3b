package io.interlock.hypervisor.vcpu;

import static io.interlock.hypervisor.vcpu.VcpuMode.EXITING_GUEST_MODE;
import static io.interlock.hypervisor.vcpu.VcpuMode.IN_GUEST_MODE;
import static io.interlock.hypervisor.vcpu.VcpuMode.OUTSIDE_GUEST_MODE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hypervisor.vcpu.KickProtocol.Action;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KickProtocolTest {
  private static final int ME = 0;

  @ParameterizedTest(name = "blocked {0}, {1}, loaded here {2}, on CPU {3}, online {4}: {5}")
  @CsvSource({
    "true,  OUTSIDE_GUEST_MODE, false, 1,  true,  wake",
    "false, OUTSIDE_GUEST_MODE, false, 1,  true,  nothing",
    "false, IN_GUEST_MODE,      false, 1,  true,  ipi",
    "false, EXITING_GUEST_MODE, false, 1,  true,  nothing",
    "false, IN_GUEST_MODE,      true,  0,  true,  nothing",
    "false, IN_GUEST_MODE,      false, 0,  true,  nothing",
    "false, IN_GUEST_MODE,      false, 1,  false, nothing",
    "false, IN_GUEST_MODE,      false, -1, true,  nothing"
  })
  void kick(
      boolean blocked, VcpuMode mode, boolean here, int cpu, boolean online, String expected) {
    Action action = KickProtocol.kick(blocked, mode, here, cpu, ME, online);
    assertEquals(expected, name(action, cpu));
  }

  @Test
  void onlyTheFirstKickerSendsAnIpi() {
    VcpuMode mode = IN_GUEST_MODE;
    assertEquals(new Action.SendIpi(1), KickProtocol.kick(false, mode, false, 1, ME, true));
    mode = mode.afterKick();
    assertEquals(EXITING_GUEST_MODE, mode);
    assertEquals(new Action.Nothing(), KickProtocol.kick(false, mode, false, 1, ME, true));
  }

  @Test
  void aKickerNeverLeavesGuestModeForTheVcpu() {
    assertEquals(OUTSIDE_GUEST_MODE, OUTSIDE_GUEST_MODE.afterKick());
    assertEquals(EXITING_GUEST_MODE, EXITING_GUEST_MODE.afterKick());
  }

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource({
    "IRQ_PENDING, OUTSIDE_GUEST_MODE, false",
    "IRQ_PENDING, IN_GUEST_MODE,      true",
    "IRQ_PENDING, EXITING_GUEST_MODE, false",
    "SLEEP,       OUTSIDE_GUEST_MODE, false",
    "SLEEP,       IN_GUEST_MODE,      true",
    "SLEEP,       EXITING_GUEST_MODE, true"
  })
  void aRequestThatWaitsNeedsAnIpiUntilTheVcpuIsOutside(
      VcpuRequest request, VcpuMode mode, boolean needs) {
    assertEquals(needs, KickProtocol.needsIpi(request, mode));
  }

  @Test
  void requestsWithoutWakeUpLeaveABlockedVcpuAsleep() {
    assertEquals(
        new Action.Wake(),
        KickProtocol.afterRequest(VcpuRequest.IRQ_PENDING, true, OUTSIDE_GUEST_MODE, 1, ME, true));
    assertEquals(
        new Action.Nothing(),
        KickProtocol.afterRequest(VcpuRequest.SLEEP, true, OUTSIDE_GUEST_MODE, 1, ME, true));
  }

  @Test
  void requestsAreHandledInTheOrderOfTheirNames() {
    var requests = new VcpuRequests();
    requests.make(VcpuRequest.SUSPEND);
    requests.make(VcpuRequest.RELOAD_PMU);
    requests.make(VcpuRequest.VM_DEAD);
    requests.make(VcpuRequest.IRQ_PENDING);
    assertEquals(
        List.of(
            VcpuRequest.VM_DEAD,
            VcpuRequest.IRQ_PENDING,
            VcpuRequest.RELOAD_PMU,
            VcpuRequest.SUSPEND),
        List.copyOf(requests.waiting()));
  }

  @Test
  void checkTakesTheRequestAndTestDoesNot() {
    var requests = new VcpuRequests();
    requests.make(VcpuRequest.SLEEP);
    assertTrue(requests.test(VcpuRequest.SLEEP));
    assertTrue(requests.check(VcpuRequest.SLEEP));
    assertFalse(requests.check(VcpuRequest.SLEEP));
    assertFalse(requests.pending());
  }

  @Test
  void requestForAnExitAloneIsNotStored() {
    var requests = new VcpuRequests();
    requests.make(VcpuRequest.OUTSIDE_GUEST_MODE);
    assertFalse(requests.pending());
    assertTrue(VcpuRequest.OUTSIDE_GUEST_MODE.waits());
  }

  @Test
  void copyOfRequestsIsIndependent() {
    var requests = new VcpuRequests();
    VcpuRequests copy = requests.copy();
    requests.make(VcpuRequest.SLEEP);
    assertFalse(copy.pending());
  }

  /// One vCPU entering and one kicker, both orders of the four steps that keep each side's order:
  /// the kick is always seen.
  @ParameterizedTest(name = "kicker takes steps {0} and {1} of four")
  @CsvSource({"0, 1", "0, 2", "0, 3", "1, 2", "1, 3", "2, 3"})
  void oneSideAlwaysSeesTheOther(int requestStep, int modeStep) {
    var requests = new VcpuRequests();
    VcpuMode mode = OUTSIDE_GUEST_MODE;
    boolean sawRequest = false;
    Action action = new Action.Nothing();
    int vcpuSteps = 0;
    for (int step = 0; step < 4; step++) {
      if (step == requestStep) {
        requests.make(VcpuRequest.IRQ_PENDING);
      } else if (step == modeStep) {
        action = KickProtocol.kick(false, mode, false, 1, ME, true);
        mode = mode.afterKick();
      } else if (vcpuSteps++ == 0) {
        mode = IN_GUEST_MODE;
      } else {
        sawRequest = requests.pending();
      }
    }
    assertTrue(sawRequest || action instanceof Action.SendIpi);
  }

  private static String name(Action action, int cpu) {
    return switch (action) {
      case Action.Wake() -> "wake";
      case Action.Nothing() -> "nothing";
      case Action.SendIpi(int to) -> to == cpu ? "ipi" : "ipi to another CPU";
    };
  }
}
