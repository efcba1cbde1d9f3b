package io.interlock.cluster.fleet;

import io.interlock.actors.scenario.FleetSpec;
import java.util.Comparator;
import java.util.PriorityQueue;

/// What the controller has to think of, and when. Things of equal time keep their order.
final class Agenda {
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(
          Comparator.comparingLong(Entry::atPicos).thenComparingLong(Entry::sequence));
  private long sequence;

  private record Entry(long atPicos, long sequence, Due due) {}

  /// What is due.
  sealed interface Due {
    /// A VM arrives.
    record Arrival(VmSlot vm) implements Due {}

    /// A VM has lived as long as it wanted to, in this one of its lives.
    record LifetimeOver(VmSlot vm, int life) implements Due {}

    /// The memory of a VM is copied but for a rest.
    record Copied(VmSlot vm, Migration migration) implements Due {}

    /// A migration is over, and its links are free.
    record LinksFree(Migration migration) implements Due {}

    /// A VM that was lost with its host starts again.
    record Failover(VmSlot vm) implements Due {}

    /// It is time to look at how full hosts are.
    record Rebalance() implements Due {}

    /// Somebody does something to the fleet.
    record Asked(FleetSpec.Event event) implements Due {}

    /// A host has told something.
    record Heard(HostReport report) implements Due {}
  }

  void add(long atPicos, Due due) {
    entries.add(new Entry(atPicos, sequence++, due));
  }

  /// What comes next.
  ///
  /// @throws java.util.NoSuchElementException when there is nothing
  Due poll() {
    return entries.remove().due();
  }

  /// When something is due next, or [Long#MAX_VALUE].
  long nextPicos() {
    return entries.isEmpty() ? Long.MAX_VALUE : entries.element().atPicos();
  }
}
