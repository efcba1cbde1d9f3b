package io.interlock.hardware.gic;

/// The state of 32 interrupts with consecutive INTIDs, one bit each: the interrupt state machine.
///
/// An interrupt is pending if it is edge triggered and latched, or level sensitive and latched or
/// its line is high. Acknowledging clears the latch and so leaves only a high line pending. The
/// states of the manual (inactive, pending, active, active and pending) are the four combinations
/// of the pending and active bits.
final class InterruptBank {
  /// Bits of a priority that are implemented: 32 levels.
  static final int PRIORITY_MASK = 0xF8;

  private final int configurable;
  private final byte[] priority;

  int group1;
  int enabled;
  int active;
  private int latch;
  private int line;
  private int edge;

  /// @param edge interrupts that start as edge triggered
  /// @param configurable interrupts whose trigger software may change (GICD_ICFGR)
  InterruptBank(int edge, int configurable) {
    this.edge = edge;
    this.configurable = configurable;
    this.priority = new byte[32];
  }

  private InterruptBank(InterruptBank other) {
    configurable = other.configurable;
    priority = other.priority.clone();
    group1 = other.group1;
    enabled = other.enabled;
    active = other.active;
    latch = other.latch;
    line = other.line;
    edge = other.edge;
  }

  InterruptBank copy() {
    return new InterruptBank(this);
  }

  int pending() {
    return latch | (line & ~edge);
  }

  int edge() {
    return edge;
  }

  /// Interrupts that may be offered to a CPU interface, whatever their group.
  int deliverable() {
    return pending() & enabled & ~active;
  }

  int priority(int n) {
    return priority[n] & 0xFF;
  }

  void setPriority(int n, int value) {
    priority[n] = (byte) (value & PRIORITY_MASK);
  }

  /// The input line changes; a rising one latches an edge triggered interrupt.
  void line(int n, boolean high) {
    int bit = 1 << n;
    if (!high) {
      line &= ~bit;
    } else {
      latch |= bit & edge & ~line;
      line |= bit;
    }
  }

  /// Makes interrupts pending by message or register: an SGI, GICD_ISPENDR.
  void latch(int bits) {
    latch |= bits;
  }

  /// GICD_ICPENDR: cannot lower a line that is high.
  void unlatch(int bits) {
    latch &= ~bits;
  }

  void activate(int n) {
    active |= 1 << n;
    latch &= ~(1 << n);
  }

  void deactivate(int n) {
    active &= ~(1 << n);
  }

  void configure(int edgeBits, int changed) {
    int bits = changed & configurable;
    edge = (edge & ~bits) | (edgeBits & bits);
  }

  /// The most urgent of the `candidates`: lowest priority value, then lowest number; -1 if none.
  int mostUrgent(int candidates) {
    int best = -1;
    int bestPriority = 0x100;
    for (int rest = candidates; rest != 0; rest &= rest - 1) {
      int n = Integer.numberOfTrailingZeros(rest);
      if (priority(n) < bestPriority) {
        best = n;
        bestPriority = priority(n);
      }
    }
    return best;
  }
}
