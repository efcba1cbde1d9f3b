package io.interlock.hardware.spe;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// Physical memory that exists where it was written. One owner writes it; [#copy] is a snapshot.
public final class PageMemory implements BufferMemory {
  private static final int PAGE_SHIFT = 12;
  private static final int PAGE_BYTES = 1 << PAGE_SHIFT;

  private final Map<Long, byte[]> pages = new TreeMap<>();

  @Override
  public void write(long physicalAddress, byte[] source, int offset, int length) {
    for (int done = 0; done < length; ) {
      long address = physicalAddress + done;
      int inPage = (int) address & (PAGE_BYTES - 1);
      int part = Math.min(length - done, PAGE_BYTES - inPage);
      byte[] page = pages.computeIfAbsent(address >>> PAGE_SHIFT, _ -> new byte[PAGE_BYTES]);
      System.arraycopy(source, offset + done, page, inPage, part);
      done += part;
    }
  }

  /// The bytes from an address on; zero where nothing was written.
  public byte[] read(long physicalAddress, int length) {
    byte[] bytes = new byte[length];
    for (int done = 0; done < length; ) {
      long address = physicalAddress + done;
      int inPage = (int) address & (PAGE_BYTES - 1);
      int part = Math.min(length - done, PAGE_BYTES - inPage);
      byte[] page = pages.get(address >>> PAGE_SHIFT);
      if (page != null) {
        System.arraycopy(page, inPage, bytes, done, part);
      }
      done += part;
    }
    return bytes;
  }

  /// Independent memory with the same bytes.
  public PageMemory copy() {
    PageMemory copy = new PageMemory();
    pages.forEach((number, page) -> copy.pages.put(number, Arrays.copyOf(page, PAGE_BYTES)));
    return copy;
  }
}
