package io.interlock.hypervisor.pmu.uapi;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Which events a VM may count. What no range names is allowed if the first range denied, and
/// denied if it allowed.
public final class EventFilter {
  private final BitSet allowed;

  private EventFilter(BitSet allowed) {
    this.allowed = allowed;
  }

  /// Allows or denies `count` events from `first` on, after others that may have done so before.
  public record Range(int first, int count, boolean allows) {}

  /// The filter of a VM to which this is the first range.
  ///
  /// @param eventSpace event numbers are below it
  public static EventFilter beginning(Range range, int eventSpace) {
    BitSet allowed = new BitSet(eventSpace);
    allowed.set(0, eventSpace, !range.allows());
    return new EventFilter(allowed).and(range);
  }

  /// This filter with one range more.
  public EventFilter and(Range range) {
    BitSet changed = (BitSet) allowed.clone();
    changed.set(range.first(), range.first() + range.count(), range.allows());
    return new EventFilter(changed);
  }

  /// Whether the event may be counted.
  public boolean allows(int event) {
    return allowed.get(event);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EventFilter filter && allowed.equals(filter.allowed);
  }

  @Override
  public int hashCode() {
    return allowed.hashCode();
  }
}
