package io.interlock.hardware.gic;

/// Register access to one bank of interrupts: the words of [GicRegister] that belong to it.
final class BankFrame {
  private static final int ICFGR_INTERRUPTS = 16;

  private BankFrame() {}

  /// @param first number within the bank of the first interrupt in the word
  static int read(InterruptBank bank, GicRegister register, int first) {
    return switch (register) {
      case IGROUPR -> bank.group1;
      case ISENABLER, ICENABLER -> bank.enabled;
      case ISPENDR, ICPENDR -> bank.pending();
      case ISACTIVER, ICACTIVER -> bank.active;
      case IPRIORITYR -> readPriorities(bank, first);
      case ICFGR -> spread(bank.edge() >>> first);
    };
  }

  /// @param first number within the bank of the first interrupt in the word
  static void write(InterruptBank bank, GicRegister register, int first, int value) {
    switch (register) {
      case IGROUPR -> bank.group1 = value;
      case ISENABLER -> bank.enabled |= value;
      case ICENABLER -> bank.enabled &= ~value;
      case ISPENDR -> bank.latch(value);
      case ICPENDR -> bank.unlatch(value);
      case ISACTIVER -> bank.active |= value;
      case ICACTIVER -> bank.active &= ~value;
      case IPRIORITYR -> writePriorities(bank, first, value);
      case ICFGR -> bank.configure(gather(value) << first, 0xFFFF << first);
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

  /// 16 trigger bits to 16 two-bit fields, of which the upper bit means edge.
  private static int spread(int edges) {
    int word = 0;
    for (int i = 0; i < ICFGR_INTERRUPTS; i++) {
      word |= ((edges >>> i) & 1) << (2 * i + 1);
    }
    return word;
  }

  private static int gather(int word) {
    int edges = 0;
    for (int i = 0; i < ICFGR_INTERRUPTS; i++) {
      edges |= ((word >>> (2 * i + 1)) & 1) << i;
    }
    return edges;
  }
}
