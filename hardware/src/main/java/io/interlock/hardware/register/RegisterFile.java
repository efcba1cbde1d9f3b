package io.interlock.hardware.register;

import java.util.Arrays;

/// The values of all system registers of one PE, or the saved ones of one context.
///
/// One owner writes it and never sends it; `copy()` gives a snapshot to keep. Registers start at
/// zero. Storage is taken a page at a time with the first value that is not zero, so the register
/// file of an idle CPU or of a vCPU that never ran costs a few dozen bytes.
public final class RegisterFile implements RegisterAccess {
  private static final int PAGE_BITS = 4;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;
  private static final int PAGE_COUNT = (SysReg.slotCount() + PAGE_SIZE - 1) / PAGE_SIZE;

  /// Stand for storage not taken yet; never written.
  private static final long[] ZERO_PAGE = new long[PAGE_SIZE];

  private static final long[][] NO_PAGES = zeroPages();

  private long[][] pages;

  public RegisterFile() {
    this(NO_PAGES);
  }

  private RegisterFile(long[][] pages) {
    this.pages = pages;
  }

  /// The stored value; both names of a set/clear pair read the same.
  @Override
  public long read(SysReg register) {
    int slot = register.slot();
    return pages[slot >> PAGE_BITS][slot & (PAGE_SIZE - 1)];
  }

  /// Writes with the register's own effect: replaces, sets ones, or clears ones.
  @Override
  public void write(SysReg register, long value) {
    switch (register.writeEffect()) {
      case REPLACE -> assign(register, value);
      case SET_ONES -> setBits(register, value);
      case CLEAR_ONES -> clearBits(register, value);
    }
  }

  /// Replaces the stored value whatever a write would do: hardware that changes its own register,
  /// or memory that holds a saved one.
  public void assign(SysReg register, long value) {
    int slot = register.slot();
    int page = slot >> PAGE_BITS;
    if (pages[page] == ZERO_PAGE) {
      if (value == 0) {
        return;
      }
      takePage(page);
    }
    pages[page][slot & (PAGE_SIZE - 1)] = value;
  }

  /// Sets the bits that are one in `mask`.
  public void setBits(SysReg register, long mask) {
    assign(register, read(register) | mask);
  }

  /// Clears the bits that are one in `mask`.
  public void clearBits(SysReg register, long mask) {
    assign(register, read(register) & ~mask);
  }

  /// The value of one field.
  public long readField(SysReg register, RegisterField field) {
    return field.get(read(register));
  }

  /// An independent register file with equal values.
  public RegisterFile copy() {
    if (pages == NO_PAGES) {
      return new RegisterFile();
    }
    long[][] copies = pages.clone();
    for (int i = 0; i < copies.length; i++) {
      copies[i] = copies[i] == ZERO_PAGE ? ZERO_PAGE : copies[i].clone();
    }
    return new RegisterFile(copies);
  }

  /// Storage pages in use, for tests of the memory an idle PE takes.
  int pagesInUse() {
    int inUse = 0;
    for (long[] page : pages) {
      inUse += page == ZERO_PAGE ? 0 : 1;
    }
    return inUse;
  }

  private void takePage(int page) {
    if (pages == NO_PAGES) {
      pages = NO_PAGES.clone();
    }
    pages[page] = new long[PAGE_SIZE];
  }

  private static long[][] zeroPages() {
    long[][] none = new long[PAGE_COUNT][];
    Arrays.fill(none, ZERO_PAGE);
    return none;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegisterFile file && Arrays.deepEquals(pages, file.pages);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(pages);
  }

  /// The registers that are not zero, by name.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int slot = 0; slot < SysReg.slotCount(); slot++) {
      SysReg register = SysReg.inSlot(slot);
      if (read(register) != 0) {
        text.append(text.length() > 1 ? " " : "").append(register).append('=');
        text.append("0x").append(Long.toHexString(read(register)));
      }
    }
    return text.append('}').toString();
  }
}
