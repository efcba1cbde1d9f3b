package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hardware.gic.GicRegister;
import io.interlock.hardware.gic.Redistributor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A register of the GIC's frames by its name: GICD_CTLR, GICD_ISENABLER1, GICR_TYPER,
/// GICR_IPRIORITYR3.
///
/// @param distributor or else of a redistributor
/// @param offset in its frame
record FrameRegister(boolean distributor, int offset) {
  static final String ALLOWED =
      "GICD_ or GICR_ with CTLR, TYPER, IIDR, or with IGROUPR, ISENABLER, ICENABLER, ISPENDR,"
          + " ICPENDR, ISACTIVER, ICACTIVER, IPRIORITYR, ICFGR and the number of the word;"
          + " GICD_IROUTER and an INTID; GICD+ or GICR+ and an offset";

  private static final Pattern INDEXED = Pattern.compile("(GIC[DR])_([A-Z]+)([0-9]{1,4})");
  private static final Pattern PLAIN = Pattern.compile("(GIC[DR])_([A-Z]+)");
  private static final Pattern RAW = Pattern.compile("(GIC[DR])\\+0x([0-9a-fA-F]{1,5})");
  private static final int IROUTER = 0x6000;

  /// Whether a word looks like the name of one.
  static boolean isName(String word) {
    return word.startsWith("GICD") || word.startsWith("GICR");
  }

  static FrameRegister take(Words words) {
    return of(words, words.word(ALLOWED));
  }

  static FrameRegister of(Words words, String name) {
    FrameRegister register = named(name);
    if (register == null) {
      throw words.refuse("no register is named " + name, ALLOWED);
    }
    return register;
  }

  private static @Nullable FrameRegister named(String name) {
    Matcher raw = RAW.matcher(name);
    if (raw.matches()) {
      return new FrameRegister(raw.group(1).equals("GICD"), Integer.parseInt(raw.group(2), 16));
    }
    Matcher plain = PLAIN.matcher(name);
    if (plain.matches()) {
      boolean distributor = plain.group(1).equals("GICD");
      return switch (plain.group(2)) {
        case "CTLR" -> new FrameRegister(distributor, 0);
        case "TYPER" -> new FrameRegister(distributor, distributor ? 4 : 8);
        case "IIDR" -> new FrameRegister(distributor, distributor ? 8 : 4);
        default -> null;
      };
    }
    Matcher indexed = INDEXED.matcher(name);
    return indexed.matches() ? indexed(indexed) : null;
  }

  private static @Nullable FrameRegister indexed(Matcher name) {
    boolean distributor = name.group(1).equals("GICD");
    int index = Integer.parseInt(name.group(3));
    if (distributor && name.group(2).equals("IROUTER")) {
      return new FrameRegister(true, IROUTER + 8 * index);
    }
    for (GicRegister register : GicRegister.values()) {
      if (register.name().equals(name.group(2))) {
        int frame = distributor ? 0 : Redistributor.SGI_BASE;
        return new FrameRegister(distributor, frame + register.offset() + 4 * index);
      }
    }
    return null;
  }
}
