package io.interlock.hypervisor.sched;

import io.interlock.hypervisor.sched.Move.Reason;
import io.interlock.hypervisor.sched.PeThreads.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Spreads the runnable threads of a host over its PEs, from time to time.
///
/// Source: `sched_balance_rq` and `active_load_balance_cpu_stop`. The kernel looks from one PE at a
/// time through scheduling domains; here one look at the whole host gives all moves at once. What
/// cannot be divided evenly stays where it is (three equal threads on two PEs), whereas the kernel
/// passes the odd thread around.
///
/// Why it comes to rest: a misfit only goes up; a pull leaves one idle PE less and empties none;
/// a move for load makes the larger of two loads smaller without creating a misfit.
public final class Balancer {
  // The busier PE must have this much more, in percent, to be worth a move (`imbalance_pct`).
  private static final int IMBALANCE_PERCENT = 117;

  private static final Comparator<PeLoad> BUSIEST_FIRST =
      Comparator.comparingLong(PeLoad::relativeLoad).reversed().thenComparingInt(PeLoad::index);

  private static final Comparator<PeLoad> LARGEST_FIRST =
      Comparator.comparingInt(PeLoad::capacity).reversed().thenComparingInt(PeLoad::index);

  private final List<Queue> queues = new ArrayList<>();
  private final List<Move> moves = new ArrayList<>();

  private Balancer(List<PeThreads> host) {
    for (PeThreads pe : host) {
      queues.add(new Queue(pe));
    }
  }

  /// The moves that bring this host nearer to balance, at most one per thread; empty if it is
  /// balanced. They never leave a thread's affinity and stop a running thread only for
  /// [Reason#MISFIT].
  public static List<Move> balance(List<PeThreads> host) {
    Balancer balancer = new Balancer(host);
    balancer.liftMisfits();
    balancer.fillIdle();
    balancer.evenOut();
    return List.copyOf(balancer.moves);
  }

  /// Each misfit, the largest first, goes to an idle PE that is larger than its own.
  private void liftMisfits() {
    List<Transfer> misfits = new ArrayList<>();
    for (Queue queue : queues) {
      for (Member member : queue.members) {
        if (!queue.fits(member)) {
          misfits.add(new Transfer(member, queue));
        }
      }
    }
    misfits.sort(
        Comparator.comparingInt((Transfer misfit) -> misfit.member.utilisation())
            .reversed()
            .thenComparingInt(misfit -> misfit.member.thread()));
    for (Transfer misfit : misfits) {
      Queue target = idleLargerThan(misfit);
      if (target != null) {
        move(misfit, target, Reason.MISFIT);
      }
    }
  }

  private @Nullable Queue idleLargerThan(Transfer misfit) {
    return ordered(LARGEST_FIRST).stream()
        .filter(Queue::isIdle)
        .filter(queue -> queue.pe().capacity() > misfit.from.pe().capacity())
        .filter(queue -> misfit.member.allowed().contains(queue.index()))
        .findFirst()
        .orElse(null);
  }

  /// Each idle PE, the largest first, takes a waiting thread from the busiest that has one for it.
  private void fillIdle() {
    for (Queue idle : ordered(LARGEST_FIRST)) {
      if (!idle.isIdle()) {
        continue;
      }
      Transfer pulled = pullFor(idle);
      if (pulled != null) {
        move(pulled, idle, Reason.IDLE_PULL);
      }
    }
  }

  private @Nullable Transfer pullFor(Queue idle) {
    Transfer misfit = null;
    for (Queue busy : ordered(BUSIEST_FIRST)) {
      for (Member member : busy.movable()) {
        if (!member.allowed().contains(idle.index())) {
          continue;
        }
        if (idle.fits(member)) {
          return new Transfer(member, busy);
        }
        // A PE that is too small is still better than none.
        misfit = misfit == null ? new Transfer(member, busy) : misfit;
      }
    }
    return misfit;
  }

  /// Moves waiting threads from busier to less busy PEs while that helps.
  private void evenOut() {
    boolean improved = true;
    while (improved) {
      improved = false;
      for (Queue busy : ordered(BUSIEST_FIRST)) {
        if (relieve(busy)) {
          improved = true;
          break;
        }
      }
    }
  }

  private boolean relieve(Queue busy) {
    List<Queue> targets = ordered(BUSIEST_FIRST).reversed();
    for (Member member : busy.movable()) {
      for (Queue target : targets) {
        if (helps(member, busy, target)) {
          move(new Transfer(member, busy), target, Reason.LOAD);
          return true;
        }
      }
    }
    return false;
  }

  private static boolean helps(Member member, Queue from, Queue to) {
    return from != to
        && member.allowed().contains(to.index())
        && (to.fits(member) || to.pe().capacity() >= from.pe().capacity())
        && from.pe().relativeLoad() * 100 > to.pe().relativeLoad() * IMBALANCE_PERCENT
        && to.pe().relativeLoadWith(member.weight()) < from.pe().relativeLoad();
  }

  private int largestCapacityFor(Member member) {
    int largest = 0;
    for (Queue queue : queues) {
      if (member.allowed().contains(queue.index())) {
        largest = Math.max(largest, queue.pe().capacity());
      }
    }
    return largest;
  }

  private void move(Transfer transfer, Queue to, Reason reason) {
    transfer.from.release(transfer.member);
    to.accept(transfer.member);
    moves.add(new Move(transfer.member.thread(), transfer.from.index(), to.index(), reason));
  }

  private List<Queue> ordered(Comparator<PeLoad> order) {
    return queues.stream().sorted(Comparator.comparing(Queue::pe, order)).toList();
  }

  /// A thread and where it is to be taken from.
  private record Transfer(Member member, Queue from) {}

  /// One PE while moves are being made. Who has just arrived does not move on.
  private final class Queue {
    private final List<Member> members;
    private final List<Member> arrivals = new ArrayList<>();
    private PeLoad pe;

    Queue(PeThreads threads) {
      members = new ArrayList<>(threads.threads());
      members.sort(Comparator.comparingInt(Member::thread));
      pe = threads.load();
    }

    PeLoad pe() {
      return pe;
    }

    int index() {
      return pe.index();
    }

    boolean isIdle() {
      return pe.isIdle();
    }

    void release(Member member) {
      members.remove(member);
      recount();
    }

    void accept(Member member) {
      arrivals.add(member);
      recount();
    }

    private void recount() {
      List<Member> all = new ArrayList<>(members);
      all.addAll(arrivals);
      pe = new PeThreads(pe, all).load();
    }

    /// Those that may leave without stopping a running thread or emptying the PE.
    List<Member> movable() {
      if (pe.runnable() < 2) {
        return List.of();
      }
      return members.stream().filter(member -> !member.running()).toList();
    }

    boolean fits(Member member) {
      return pe.hasRoomFor(member.utilisation()) || pe.capacity() >= largestCapacityFor(member);
    }
  }
}
