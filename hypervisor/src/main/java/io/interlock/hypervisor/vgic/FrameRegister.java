package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.GicRegister;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.Redistributor;
import org.jspecify.annotations.Nullable;

/// A register of the GIC's frames by its name: GICD_CTLR, GICD_ISENABLER1, GICR_TYPER,
/// GICR_IPRIORITYR3.
///
/// @param name by which it was found
/// @param distributor or else of a redistributor
/// @param offset in its frame
public record FrameRegister(String name, boolean distributor, int offset) {
  /// What may stand for one.
  public static final String ALLOWED =
      "GICD_ or GICR_ with CTLR, TYPER, IIDR, or with IGROUPR, ISENABLER, ICENABLER, ISPENDR,"
          + " ICPENDR, ISACTIVER, ICACTIVER, IPRIORITYR, ICFGR and the number of the word;"
          + " GICR_WAKER; GICD_IROUTER and an INTID; GICD+ or GICR+ and an offset";

  private static final int NONE = -1;
  private static final int NAME_LENGTH_MIN = 6;
  private static final int DIGITS_MAX = 4;
  private static final GicRegister[] REGISTERS = GicRegister.values();
  private static final int WAKER = 0x0014;
  private static final int IROUTER = 0x6000;
  private static final int IROUTER_END = IROUTER + 8 * (IntId.SPI_MAX + 1);

  /// Whether a word looks like the name of one.
  public static boolean isName(String word) {
    return word.startsWith("GICD") || word.startsWith("GICR");
  }

  /// The register with that name, or null.
  public static @Nullable FrameRegister named(String name) {
    boolean distributor = name.startsWith("GICD");
    if (name.length() < NAME_LENGTH_MIN || !isName(name)) {
      return null;
    }
    String rest = name.substring(5);
    int offset =
        switch (name.charAt(4)) {
          case '+' -> raw(rest);
          case '_' -> offset(distributor, rest);
          default -> NONE;
        };
    return offset == NONE ? null : new FrameRegister(name, distributor, offset);
  }

  private static int raw(String offset) {
    boolean possible = offset.startsWith("0x") && offset.length() <= 7;
    try {
      return possible ? Integer.parseUnsignedInt(offset, 2, offset.length(), 16) : NONE;
    } catch (NumberFormatException _) {
      return NONE;
    }
  }

  private static int offset(boolean distributor, String name) {
    int digits = name.length();
    while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
      digits--;
    }
    if (digits < name.length()) {
      return name.length() - digits > DIGITS_MAX
          ? NONE
          : indexed(
              distributor, name.substring(0, digits), Integer.parseInt(name.substring(digits)));
    }
    return switch (name) {
      case "CTLR" -> 0;
      case "TYPER" -> distributor ? 4 : 8;
      case "IIDR" -> distributor ? 8 : 4;
      case "WAKER" -> distributor ? NONE : WAKER;
      default -> NONE;
    };
  }

  /// Whether it is one of GICD_IROUTER, which have 64 bits.
  public boolean isRouter() {
    return distributor && offset >= IROUTER && offset < IROUTER_END;
  }

  /// Whether it shows or changes the active state: it has to be looked for in list registers.
  public boolean isActiveState() {
    GicRegister register = perInterrupt();
    return register == GicRegister.ISACTIVER || register == GicRegister.ICACTIVER;
  }

  /// Which of the registers that exist once per interrupt it is, or null.
  public @Nullable GicRegister perInterrupt() {
    return GicRegister.at(distributor ? offset : offset - Redistributor.SGI_BASE);
  }

  /// The first interrupt that it is about, or [IntId#NONE].
  public int firstIntId() {
    GicRegister register = perInterrupt();
    if (register != null) {
      return register.firstIntId(distributor ? offset : offset - Redistributor.SGI_BASE);
    }
    return isRouter() ? (offset - IROUTER) / 8 : IntId.NONE;
  }

  private static int indexed(boolean distributor, String name, int index) {
    if (distributor && name.equals("IROUTER")) {
      return IntId.isSpi(index) ? IROUTER + 8 * index : NONE;
    }
    for (GicRegister register : REGISTERS) {
      int offset = register.offset() + 4 * index;
      if (register.name().equals(name) && GicRegister.at(offset) == register) {
        return distributor ? offset : Redistributor.SGI_BASE + offset;
      }
    }
    return NONE;
  }
}
