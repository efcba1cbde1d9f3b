package io.interlock.hardware.spe;

import java.util.Arrays;

/// A number for each [SpeCount]. One owner changes it and never sends it.
public final class SpeCounts {
  private static final SpeCount[] ALL = SpeCount.values();

  private final long[] counts = new long[ALL.length];

  /// How often it happened.
  public long of(SpeCount what) {
    return counts[index(what)];
  }

  /// It happened `times` times more.
  public void add(SpeCount what, long times) {
    counts[index(what)] += times;
  }

  /// All that happened there happened here too.
  public void addAll(SpeCounts other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /// Independent equal counts.
  public SpeCounts copy() {
    SpeCounts copy = new SpeCounts();
    copy.addAll(this);
    return copy;
  }

  // A place in an array that nothing outside sees; a map would cost a box for each count.
  @SuppressWarnings("EnumOrdinal")
  private static int index(SpeCount what) {
    return what.ordinal();
  }

  /// Samples that passed the filters and have not come to an end yet.
  public long onTheirWay() {
    return of(SpeCount.FILTRATE)
        - of(SpeCount.WRITTEN)
        - of(SpeCount.DISCARDED)
        - of(SpeCount.LOST);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SpeCounts that && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  /// The counts that are not zero, by name.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (SpeCount what : ALL) {
      if (of(what) != 0) {
        text.append(text.length() > 1 ? " " : "").append(what).append('=').append(of(what));
      }
    }
    return text.append('}').toString();
  }
}
