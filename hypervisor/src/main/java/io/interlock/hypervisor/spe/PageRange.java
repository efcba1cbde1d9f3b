package io.interlock.hypervisor.spe;

/// Pages of 4 KiB that lie side by side, by number.
///
/// @param first the first
/// @param end the page behind the last; equal to `first` where there is none
public record PageRange(long first, long end) {
  /// The bytes of a page.
  public static final long PAGE_BYTES = 4096;

  /// No page.
  public static final PageRange NONE = new PageRange(0, 0);

  public PageRange {
    if (first < 0 || end < first) {
      throw new IllegalArgumentException("pages %d to %d; allowed: rising".formatted(first, end));
    }
  }

  /// The pages that these bytes are in; `endAddress` is the first behind them.
  public static PageRange ofBytes(long address, long endAddress) {
    return address == endAddress
        ? NONE
        : new PageRange(address / PAGE_BYTES, (endAddress - 1) / PAGE_BYTES + 1);
  }

  /// How much they are.
  public long bytes() {
    return (end - first) * PAGE_BYTES;
  }

  /// Whether there is none.
  public boolean isEmpty() {
    return first == end;
  }

  /// Whether a page is in both.
  public boolean overlaps(PageRange other) {
    return Math.max(first, other.first) < Math.min(end, other.end);
  }
}
