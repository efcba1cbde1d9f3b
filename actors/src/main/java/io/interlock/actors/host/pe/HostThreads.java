package io.interlock.actors.host.pe;

import io.interlock.actors.host.HostThread;
import io.interlock.engine.Copyable;
import io.interlock.hypervisor.sched.PeThreads;
import io.interlock.hypervisor.sched.RunQueue;
import io.interlock.hypervisor.sched.Tuning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The threads of one PE: who runs, who waits, and who sleeps but ran here last.
///
/// A *tenancy* is one stay of a thread on the PE. It has a number, so that a message of an earlier
/// stay is known for what it is.
final class HostThreads implements Copyable<HostThreads> {
  private static final int UNKNOWN = -1;

  private final int capacity;
  private final RunQueue queue;
  private final List<HostThread> known; // a PE has few
  private @Nullable HostThread current;
  private long tenancy;
  private long chargedUntil;

  HostThreads(int capacity) {
    this(capacity, new RunQueue(Tuning.DEFAULT), new ArrayList<>());
  }

  private HostThreads(int capacity, RunQueue queue, List<HostThread> known) {
    this.capacity = capacity;
    this.queue = queue;
    this.known = known;
  }

  @Override
  public HostThreads copy() {
    HostThreads copy = new HostThreads(capacity, queue.copy(), new ArrayList<>(known));
    copy.current = current;
    copy.tenancy = tenancy;
    copy.chargedUntil = chargedUntil;
    return copy;
  }

  /// Who runs, or null while the PE is idle.
  @Nullable HostThread current() {
    return current;
  }

  /// Whether this is the stay of the thread that runs now.
  boolean isCurrent(long aTenancy) {
    return current != null && aTenancy == tenancy;
  }

  long tenancy() {
    return tenancy;
  }

  int runnable() {
    return queue.runnable();
  }

  boolean needsReschedule() {
    return queue.needsReschedule();
  }

  /// Picoseconds that the current thread may go on, [RunQueue#NEVER] where nobody else waits.
  long picosUntilReschedule() {
    return queue.picosUntilReschedule();
  }

  /// The thread with this number if it is here, else null.
  @Nullable HostThread find(int thread) {
    int at = indexOf(thread);
    return at == UNKNOWN ? null : known.get(at);
  }

  /// Replaces what is known of a thread.
  void update(HostThread thread) {
    put(thread);
    if (current != null && current.id().thread() == thread.id().thread()) {
      current = thread;
    }
  }

  boolean isQueued(int thread) {
    return queue.contains(thread);
  }

  /// Charges the current thread for its time up to `now`.
  void charge(long now) {
    long ran = now - chargedUntil;
    chargedUntil = now;
    if (current == null || ran <= 0) {
      return;
    }
    queue.updateCurrent(ran);
    update(current.at(now, true, capacity));
  }

  /// Puts a thread on the queue.
  void enqueue(HostThread thread, long now) {
    charge(now);
    put(thread.at(now, false, capacity));
    queue.enqueue(thread.id().thread(), thread.weight(), thread.lagPicos());
  }

  /// Chooses who runs next and begins its stay; null if nobody wants the PE. The thread is returned
  /// as it was, with the PE where it ran before.
  @Nullable HostThread pick(int pe, long now) {
    charge(now);
    int next = queue.pickNext();
    if (next == RunQueue.NONE) {
      current = null;
      return null;
    }
    HostThread chosen = known(next);
    tenancy++;
    current = chosen.at(now, false, capacity).ranOn(pe);
    put(current);
    return chosen;
  }

  /// Takes a thread off the queue, to sleep or to go elsewhere; returns it with what it is owed.
  HostThread dequeue(int thread, long now) {
    charge(now);
    long lag = queue.dequeue(thread);
    HostThread left = known(thread).withLag(lag);
    put(left);
    if (current != null && current.id().thread() == thread) {
      current = null;
    }
    return left;
  }

  /// Forgets a thread that is elsewhere from now on.
  void forget(int thread) {
    int at = indexOf(thread);
    if (at != UNKNOWN) {
      known.remove(at);
    }
  }

  /// What others see of this PE: its runnable threads in ascending order.
  List<PeThreads.Member> members() {
    PeThreads.Member[] members = new PeThreads.Member[queue.runnable()];
    int[] threads = queue.threads();
    for (int i = 0; i < members.length; i++) {
      HostThread thread = known(threads[i]);
      members[i] = thread.member(current != null && current.id().thread() == threads[i]);
    }
    return List.of(members);
  }

  private HostThread known(int thread) {
    return known.get(indexOf(thread));
  }

  private void put(HostThread thread) {
    int at = indexOf(thread.id().thread());
    if (at == UNKNOWN) {
      known.add(thread);
    } else {
      known.set(at, thread);
    }
  }

  private int indexOf(int thread) {
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).id().thread() == thread) {
        return i;
      }
    }
    return UNKNOWN;
  }
}
