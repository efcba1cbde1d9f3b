package io.interlock.hardware.spe;

import java.util.HashMap;
import java.util.Map;

/// A stage of translation as a table of 4 KiB pages. It does not change; [#with] gives another.
///
/// @param stage which stage its faults name
/// @param pages the entry of each mapped page, by page number
public record PageMap(ManagementEvent.Stage stage, Map<Long, Entry> pages)
    implements BufferRegime.Stage {
  /// Bytes in a page.
  public static final int PAGE_BYTES = 1 << PageMap.PAGE_SHIFT;

  private static final int PAGE_SHIFT = 12;
  private static final int LAST_LEVEL = 3;

  /// Where a page is, and whether it may be written.
  public record Entry(long address, boolean writable) {}

  public PageMap {
    pages = Map.copyOf(pages);
  }

  /// A table in which nothing is mapped.
  public static PageMap empty(ManagementEvent.Stage stage) {
    return new PageMap(stage, Map.of());
  }

  /// With `bytes` from `from` on, a multiple of the page size, mapped writable to `to`.
  public PageMap with(long from, long to, long bytes) {
    Map<Long, Entry> all = new HashMap<>(pages);
    for (long offset = 0; offset < bytes; offset += PAGE_BYTES) {
      all.put((from + offset) >>> PAGE_SHIFT, new Entry(to + offset, true));
    }
    return new PageMap(stage, all);
  }

  /// With the page of `address` changed to read-only.
  public PageMap readOnly(long address) {
    Map<Long, Entry> all = new HashMap<>(pages);
    all.computeIfPresent(address >>> PAGE_SHIFT, (_, entry) -> new Entry(entry.address, false));
    return new PageMap(stage, all);
  }

  /// Without the page of `address`.
  public PageMap without(long address) {
    Map<Long, Entry> all = new HashMap<>(pages);
    all.remove(address >>> PAGE_SHIFT);
    return new PageMap(stage, all);
  }

  @Override
  public Translation translate(long address) {
    Entry entry = pages.get(address >>> PAGE_SHIFT);
    if (entry == null) {
      return fault(FaultStatus.translation(LAST_LEVEL));
    }
    if (!entry.writable) {
      return fault(FaultStatus.permission(LAST_LEVEL));
    }
    long offset = address & (PAGE_BYTES - 1);
    return new Translation.Mapped(entry.address + offset, PAGE_BYTES - offset);
  }

  private Translation fault(int status) {
    return new Translation.Failed(new ManagementEvent.Fault(stage, status));
  }
}
