package io.interlock.actors.property;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestPropertiesTest {
  private static final VcpuId FIRST = new VcpuId(0, 0, "vm", 0);
  private static final VcpuId SECOND = new VcpuId(1, 0, "vm", 1);

  private final Property requests = new RequestObserved();
  private final Property lists = new OneApList();

  @Test
  void aGuestThatIsEnteredPastARequestBreaksIt() {
    assertNull(requests.observe(new Fact.RequestMade(FIRST, false)));
    assertNotNull(requests.observe(new Fact.GuestEntered(FIRST, 0)));
  }

  @Test
  void aRequestThatWasLookedAtIsDone() {
    requests.observe(new Fact.RequestMade(FIRST, false));
    requests.observe(new Fact.RequestsSeen(FIRST));
    assertNull(requests.observe(new Fact.GuestEntered(FIRST, 0)));
  }

  @Test
  void aGuestThatWillBeInterruptedMayBeEntered() {
    requests.observe(new Fact.RequestMade(FIRST, true));
    requests.observe(new Fact.RequestMade(FIRST, false));
    assertNull(requests.observe(new Fact.GuestEntered(FIRST, 0)));
    requests.observe(new Fact.GuestExited(FIRST, 0, ExitReason.IRQ));
    assertNotNull(requests.observe(new Fact.GuestEntered(FIRST, 0)), "pulled out, it did not look");
  }

  @Test
  void vcpuThatIsOffIsNotEnteredUntilItIsTurnedOnAndBegunAnew() {
    requests.observe(new Fact.RequestMade(FIRST, false));
    requests.observe(new Fact.PoweredOff(FIRST));
    assertNotNull(requests.observe(new Fact.GuestEntered(FIRST, 0)), "it is off");
    requests.observe(new Fact.TurnedOn(FIRST));
    requests.observe(new Fact.ResetDue(FIRST));
    Property copy = requests.copy();
    assertNotNull(requests.observe(new Fact.GuestEntered(FIRST, 0)), "it must begin anew");
    copy.observe(new Fact.BegunAnew(FIRST, 0, 0));
    assertNull(copy.observe(new Fact.GuestEntered(FIRST, 0)));
  }

  @Test
  void vcpuThatIsPulledOutAfterItWasTurnedOffMayBeEnteredOnce() {
    requests.observe(new Fact.PoweredOff(FIRST));
    requests.observe(new Fact.RequestMade(FIRST, true));
    assertNull(requests.observe(new Fact.GuestEntered(FIRST, 0)));
    requests.observe(new Fact.GuestExited(FIRST, 0, ExitReason.IRQ));
    requests.observe(new Fact.RequestsSeen(FIRST));
    assertNotNull(requests.observe(new Fact.GuestEntered(FIRST, 0)));
  }

  @Test
  void noGuestOfAHaltedVmIsEntered() {
    requests.observe(new Fact.GuestEntered(FIRST, 0));
    assertNotNull(requests.copy().observe(new Fact.VmHalted(FIRST.vm())), "it is in its guest");
    requests.observe(new Fact.GuestExited(FIRST, 0, ExitReason.IRQ));
    assertNull(requests.observe(new Fact.VmHalted(FIRST.vm())));
    assertNotNull(requests.observe(new Fact.GuestEntered(FIRST, 0)));
    requests.observe(new Fact.VmResumed(FIRST.vm()));
    assertNull(requests.observe(new Fact.GuestEntered(FIRST, 0)));
  }

  @Test
  void copiesOfARequestDifferFromThenOn() {
    requests.observe(new Fact.RequestMade(FIRST, false));
    Property copy = requests.copy();
    requests.observe(new Fact.RequestsSeen(FIRST));
    assertNotNull(copy.observe(new Fact.GuestEntered(FIRST, 0)));
    assertNull(requests.observe(new Fact.GuestEntered(FIRST, 0)));
  }

  @Test
  void anInterruptTwiceOnAListBreaksIt() {
    assertNull(lists.observe(new Fact.ApListLeft(FIRST, List.of(27, 3))));
    assertNotNull(lists.observe(new Fact.ApListLeft(FIRST, List.of(3, 27, 3))));
  }

  @Test
  void anSpiOnTwoListsBreaksItAndAPpiDoesNot() {
    lists.observe(new Fact.ApListLeft(FIRST, List.of(27, 40)));
    assertNull(lists.observe(new Fact.ApListLeft(SECOND, List.of(27))));
    assertNotNull(lists.copy().observe(new Fact.ApListLeft(SECOND, List.of(40))));
    lists.observe(new Fact.ApListLeft(FIRST, List.of(27)));
    assertNull(lists.observe(new Fact.ApListLeft(SECOND, List.of(40))));
  }
}
