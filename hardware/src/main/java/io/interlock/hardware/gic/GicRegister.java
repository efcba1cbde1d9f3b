package io.interlock.hardware.gic;

import org.jspecify.annotations.Nullable;

/// The registers that exist once per interrupt, at the same offsets in the GICD frame and in the
/// SGI_base frame of a redistributor: arrays of words with 1, 2 or 8 bits for each INTID.
public enum GicRegister {
  /// Group: 1 for group 1.
  IGROUPR(0x080, 1),
  /// Writing 1 enables.
  ISENABLER(0x100, 1),
  /// Writing 1 disables.
  ICENABLER(0x180, 1),
  /// Writing 1 makes pending.
  ISPENDR(0x200, 1),
  /// Writing 1 takes back what ISPENDR or an edge made pending.
  ICPENDR(0x280, 1),
  /// Writing 1 makes active.
  ISACTIVER(0x300, 1),
  /// Writing 1 deactivates.
  ICACTIVER(0x380, 1),
  /// Priority; lower is more urgent.
  IPRIORITYR(0x400, 8),
  /// Trigger: the upper bit of the field means edge.
  ICFGR(0xC00, 2);

  private static final GicRegister[] BIT_REGISTERS = {
    IGROUPR, ISENABLER, ICENABLER, ISPENDR, ICPENDR, ISACTIVER, ICACTIVER
  };
  private static final int IPRIORITYR_END = 0x800;
  private static final int ICFGR_END = 0xD00;

  private final int offset;
  private final int bitsPerInterrupt;

  GicRegister(int offset, int bitsPerInterrupt) {
    this.offset = offset;
    this.bitsPerInterrupt = bitsPerInterrupt;
  }

  /// The register at an offset in the frame, or null if another kind of register is there.
  public static @Nullable GicRegister at(int frameOffset) {
    if (frameOffset >= IGROUPR.offset && frameOffset < IPRIORITYR.offset) {
      return BIT_REGISTERS[(frameOffset - IGROUPR.offset) >>> 7];
    }
    if (frameOffset >= IPRIORITYR.offset && frameOffset < IPRIORITYR_END) {
      return IPRIORITYR;
    }
    return frameOffset >= ICFGR.offset && frameOffset < ICFGR_END ? ICFGR : null;
  }

  /// Offset of word 0 in the frame.
  public int offset() {
    return offset;
  }

  /// How many bits of a word an interrupt has.
  public int bitsPerInterrupt() {
    return bitsPerInterrupt;
  }

  /// Whether each interrupt has one bit, and zeros that are written mean nothing.
  public boolean isSetByOnes() {
    return bitsPerInterrupt == 1 && this != IGROUPR;
  }

  /// How many interrupts a word of 32 bits is about.
  public int interruptsPerWord() {
    return Integer.SIZE / bitsPerInterrupt;
  }

  /// INTID of the first interrupt in the word at `frameOffset`, which must belong to this register.
  public int firstIntId(int frameOffset) {
    return ((frameOffset - offset) & ~3) * 8 / bitsPerInterrupt;
  }

  /// Offset in the frame of the word that holds `intid`.
  public int offsetOf(int intid) {
    return offset + (intid * bitsPerInterrupt / 32) * 4;
  }
}
