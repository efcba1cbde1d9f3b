package io.interlock.hypervisor.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.sched.Move.Reason;
import io.interlock.hypervisor.sched.PeThreads.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BalancerTest {
  private static final CpuSet ANYWHERE = CpuSet.range(0, 15);

  private static PeThreads pe(int index, int capacity, Member... threads) {
    return new PeThreads(PeLoad.idle(index, 0, capacity), List.of(threads));
  }

  private static Member waiting(int thread, int utilisation) {
    return new Member(thread, 1024, utilisation, false, ANYWHERE);
  }

  private static Member running(int thread, int utilisation) {
    return new Member(thread, 1024, utilisation, true, ANYWHERE);
  }

  @Test
  void anIdlePePullsAWaitingThread() {
    assertEquals(
        List.of(new Move(2, 0, 1, Reason.IDLE_PULL)),
        Balancer.balance(List.of(pe(0, 1024, running(1, 50), waiting(2, 50)), pe(1, 1024))));
  }

  @Test
  void oneThreadAloneIsLeftInPeace() {
    assertEquals(List.of(), Balancer.balance(List.of(pe(0, 1024, running(1, 900)), pe(1, 1024))));
  }

  @Test
  void aRunningMisfitGoesUpToAnIdleLargerPe() {
    assertEquals(
        List.of(new Move(1, 0, 1, Reason.MISFIT)),
        Balancer.balance(List.of(pe(0, 446, running(1, 400)), pe(1, 1024))));
  }

  @Test
  void aMisfitStaysWhileTheLargerPeIsTaken() {
    assertEquals(
        List.of(),
        Balancer.balance(List.of(pe(0, 446, running(1, 400)), pe(1, 1024, running(2, 900)))));
  }

  @Test
  void theLargestMisfitGoesFirst() {
    assertEquals(
        List.of(new Move(2, 1, 2, Reason.MISFIT)),
        Balancer.balance(
            List.of(pe(0, 446, running(1, 400)), pe(1, 446, running(2, 420)), pe(2, 1024))));
  }

  @Test
  void aSmallPePullsWhatFitsIfThereIsAChoice() {
    assertEquals(
        List.of(new Move(3, 0, 1, Reason.IDLE_PULL)),
        Balancer.balance(
            List.of(pe(0, 1024, running(1, 900), waiting(2, 800), waiting(3, 100)), pe(1, 446))));
  }

  @Test
  void loadIsSharedByCapacity() {
    // Half the capacity holds half the threads: 2 + 4.
    var host =
        List.of(
            pe(0, 512, running(1, 9), waiting(2, 9), waiting(3, 9), waiting(4, 9), waiting(5, 9)),
            pe(1, 1024, running(6, 9)));
    var moves = Balancer.balance(host);
    assertEquals(3, moves.size());
    assertTrue(moves.stream().allMatch(move -> move.reason() == Reason.LOAD && move.toPe() == 1));
  }

  @Test
  void whatCannotBeDividedIsNotPassedAround() {
    assertEquals(
        List.of(),
        Balancer.balance(
            List.of(pe(0, 1024, running(1, 9), waiting(2, 9)), pe(1, 1024, running(3, 9)))));
  }

  @Property(tries = 300)
  void movesObeyAffinityAndStopARunningThreadOnlyIfItIsAMisfit(@ForAll long seed) {
    var host = randomHost(new Random(seed));
    for (Move move : Balancer.balance(host)) {
      Member member = find(host, move.fromPe(), move.thread());
      assertTrue(member.allowed().contains(move.toPe()), move.toString());
      assertFalse(member.running() && move.reason() != Reason.MISFIT, move.toString());
    }
  }

  @Property(tries = 300)
  void aStaticLoadComesToRest(@ForAll long seed) {
    var host = randomHost(new Random(seed));
    int rounds = 0;
    while (true) {
      var moves = Balancer.balance(host);
      if (moves.isEmpty()) {
        break;
      }
      host = apply(host, moves);
      assertTrue(++rounds < 20, "still moving: " + moves);
    }
  }

  @Property(tries = 100)
  void equalHostsGiveEqualMoves(@ForAll long seed) {
    assertEquals(
        Balancer.balance(randomHost(new Random(seed))),
        Balancer.balance(randomHost(new Random(seed))));
  }

  private static List<PeThreads> randomHost(Random random) {
    int[] capacities = {160, 446, 446, 1024, 1024};
    List<PeThreads> host = new ArrayList<>();
    int thread = 0;
    for (int i = 0; i < capacities.length; i++) {
      List<Member> members = new ArrayList<>();
      int count = random.nextInt(5);
      for (int k = 0; k < count; k++) {
        int mask = random.nextInt(32) | 1 << i;
        CpuSet allowed =
            CpuSet.of(IntStream.range(0, 5).filter(pe -> (mask >> pe & 1) == 1).toArray());
        int weight = Weight.ofNice(random.nextInt(40) - 20);
        members.add(new Member(thread++, weight, random.nextInt(1025), k == 0, allowed));
      }
      host.add(new PeThreads(PeLoad.idle(i, i / 2, capacities[i]), members));
    }
    return host;
  }

  private static Member find(List<PeThreads> host, int pe, int thread) {
    return host.get(pe).threads().stream()
        .filter(member -> member.thread() == thread)
        .findFirst()
        .orElseThrow();
  }

  /// Carries the moves out; whoever is first on a PE then runs there.
  private static List<PeThreads> apply(List<PeThreads> host, List<Move> moves) {
    List<List<Member>> members = new ArrayList<>();
    host.forEach(pe -> members.add(new ArrayList<>(pe.threads())));
    for (Move move : moves) {
      Member member = find(host, move.fromPe(), move.thread());
      members.get(move.fromPe()).remove(member);
      members.get(move.toPe()).add(member);
    }
    List<PeThreads> after = new ArrayList<>();
    for (int i = 0; i < host.size(); i++) {
      List<Member> here = new ArrayList<>();
      for (Member member : members.get(i)) {
        here.add(
            new Member(
                member.thread(),
                member.weight(),
                member.utilisation(),
                here.isEmpty(),
                member.allowed()));
      }
      after.add(new PeThreads(host.get(i).pe(), here));
    }
    return after;
  }
}
