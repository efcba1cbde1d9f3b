package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.cluster.fleet.FleetResult.Recovery;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecoveriesTest {
  private final AtomicLong seconds = new AtomicLong();
  private final Recoveries recoveries =
      new Recoveries(3, group -> group + 1, () -> seconds.get() * 1_000_000_000L);

  private void at(long second) {
    seconds.set(second);
  }

  private void allAnswer() {
    for (int group = 0; group < 3; group++) {
      recoveries.answered(group);
    }
    recoveries.complete();
  }

  @Test
  void groupsThatAnswerNeedNoRecovery() {
    recoveries.asked();
    allAnswer();
    assertEquals(List.of(), recoveries.all());
  }

  @Test
  void aRecoveryBeginsWithTheOrderThatWasNotAnsweredAndEndsWithTheLastGroup() {
    recoveries.asked();
    allAnswer();
    at(10);
    recoveries.asked();
    recoveries.answered(0);
    at(12);
    recoveries.nodeLost();
    at(13);
    recoveries.behind(1, 7);
    at(14);
    recoveries.behind(2, 6);
    recoveries.behind(1, 3);
    at(16);
    recoveries.caughtUp(1);
    at(17);
    recoveries.caughtUp(2);
    at(20);
    allAnswer();
    assertEquals(List.of(new Recovery("lost", 7, 4, 7, 2 + 3)), recoveries.all());
  }

  /// It had run its window, and was lost with the node before the next.
  @Test
  void aGroupThatIsMissedInTheWindowAfterALossIsLostToo() {
    recoveries.asked();
    allAnswer();
    recoveries.asked();
    recoveries.nodeLost();
    recoveries.behind(0, 7);
    recoveries.caughtUp(0);
    allAnswer();
    recoveries.asked();
    recoveries.behind(1, 8);
    recoveries.caughtUp(1);
    allAnswer();
    recoveries.asked();
    allAnswer();
    recoveries.asked();
    recoveries.behind(2, 9);
    recoveries.caughtUp(2);
    allAnswer();
    assertEquals(
        List.of("lost", "lost", "moved"), recoveries.all().stream().map(Recovery::cause).toList());
  }

  @Test
  void whatWasNeverHeardOfIsResumedAndWhatWentWithoutALossHasMoved() {
    recoveries.asked();
    at(1);
    recoveries.behind(0, 5);
    at(2);
    recoveries.caughtUp(0);
    allAnswer();
    at(3);
    recoveries.asked();
    recoveries.behind(0, 6);
    at(4);
    recoveries.caughtUp(0);
    allAnswer();
    assertEquals(
        List.of(new Recovery("resumed", 2, 1, 5, 1), new Recovery("moved", 1, 1, 6, 1)),
        recoveries.all());
  }
}
