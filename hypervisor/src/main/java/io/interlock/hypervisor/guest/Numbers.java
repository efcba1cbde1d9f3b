package io.interlock.hypervisor.guest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whole numbers as text.
final class Numbers {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})([kMG]?)");

  private Numbers() {}

  /// A number with or without `k`, `M` or `G`, which stand for 10^3, 10^6 and 10^9. One that is too
  /// large is the largest, for a [Range] to refuse.
  static long parse(String what, String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "%s is \"%s\", allowed is a whole number, with or without k, M or G"
              .formatted(what, text));
    }
    long number = Long.parseLong(matcher.group(1));
    long factor =
        switch (matcher.group(2)) {
          case "k" -> 1_000L;
          case "M" -> 1_000_000L;
          case "G" -> 1_000_000_000L;
          default -> 1L;
        };
    return number > Long.MAX_VALUE / factor ? Long.MAX_VALUE : number * factor;
  }

  static int parseInt(String what, String text) {
    return Math.clamp(parse(what, text), 0, Integer.MAX_VALUE);
  }

  /// 64 bits, decimal or hexadecimal with `0x`.
  static long parseBits(String text) {
    try {
      return text.startsWith("0x")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : Long.parseUnsignedLong(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "value is \"" + text + "\", allowed are 0 to 0xffffffffffffffff");
    }
  }
}
