package io.interlock.hardware.gic;

/// The part of the register map that GICD and GICR SGI_base have in common: for each register name
/// an array of words, word *n* of which belongs to the bank of INTIDs 32*n* to 32*n* + 31.
final class BankFrame {
  static final int IGROUPR = 0x080;
  static final int ISENABLER = 0x100;
  static final int ICENABLER = 0x180;
  static final int ISPENDR = 0x200;
  static final int ICPENDR = 0x280;
  static final int ISACTIVER = 0x300;
  static final int ICACTIVER = 0x380;
  static final int IPRIORITYR = 0x400;
  static final int IPRIORITYR_END = 0x800;
  static final int ICFGR = 0xC00;
  static final int ICFGR_END = 0xD00;

  private BankFrame() {}

  /// Whether `offset` lies in the common part; other offsets are the caller's.
  static boolean covers(int offset) {
    return (offset >= IGROUPR && offset < IPRIORITYR_END)
        || (offset >= ICFGR && offset < ICFGR_END);
  }

  /// The bank that a word belongs to; it may be one that does not exist.
  static int bankOf(int offset) {
    if (offset >= ICFGR) {
      return (offset - ICFGR) >>> 3;
    }
    return offset >= IPRIORITYR ? (offset - IPRIORITYR) >>> 5 : (offset & 0x7F) >>> 2;
  }

  static int read(InterruptBank bank, int offset) {
    if (offset >= ICFGR) {
      return spread(bank.edge() >>> firstConfigured(offset));
    }
    if (offset >= IPRIORITYR) {
      return readPriorities(bank, offset & 0x1C);
    }
    return switch (offset & ~0x7F) {
      case IGROUPR -> bank.group1;
      case ISENABLER, ICENABLER -> bank.enabled;
      case ISPENDR, ICPENDR -> bank.pending();
      default -> bank.active;
    };
  }

  static void write(InterruptBank bank, int offset, int value) {
    if (offset >= ICFGR) {
      int first = firstConfigured(offset);
      bank.configure(gather(value) << first, 0xFFFF << first);
      return;
    }
    if (offset >= IPRIORITYR) {
      writePriorities(bank, offset & 0x1C, value);
      return;
    }
    switch (offset & ~0x7F) {
      case IGROUPR -> bank.group1 = value;
      case ISENABLER -> bank.enabled |= value;
      case ICENABLER -> bank.enabled &= ~value;
      case ISPENDR -> bank.latch(value);
      case ICPENDR -> bank.unlatch(value);
      case ISACTIVER -> bank.active |= value;
      default -> bank.active &= ~value;
    }
  }

  private static int readPriorities(InterruptBank bank, int first) {
    int word = 0;
    for (int i = 0; i < 4; i++) {
      word |= bank.priority(first + i) << (8 * i);
    }
    return word;
  }

  private static void writePriorities(InterruptBank bank, int first, int word) {
    for (int i = 0; i < 4; i++) {
      bank.setPriority(first + i, word >>> (8 * i));
    }
  }

  /// Each ICFGR word configures 16 interrupts, two words a bank.
  private static int firstConfigured(int offset) {
    return (offset & 4) == 0 ? 0 : 16;
  }

  /// 16 trigger bits to 16 two-bit fields, of which the upper bit means edge.
  private static int spread(int edges) {
    int word = 0;
    for (int i = 0; i < 16; i++) {
      word |= ((edges >>> i) & 1) << (2 * i + 1);
    }
    return word;
  }

  private static int gather(int word) {
    int edges = 0;
    for (int i = 0; i < 16; i++) {
      edges |= ((word >>> (2 * i + 1)) & 1) << i;
    }
    return edges;
  }
}
