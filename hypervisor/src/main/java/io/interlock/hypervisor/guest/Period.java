package io.interlock.hypervisor.guest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Timer periods as text: `4ms`, `250Hz`.
final class Period {
  private static final long PICOS_PER_SECOND = 1_000_000_000_000L;
  private static final String[] UNITS = {"s", "ms", "us", "ns", "ps"};
  private static final Pattern FORM = Pattern.compile("(\\d{1,16})(Hz|s|ms|us|ns|ps)");
  private static final Range HZ = new Range("timer rate in Hz", 1, 100_000);

  private Period() {}

  /// In picoseconds.
  static long parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no period, allowed are such as 250Hz, 4ms, 100us, 500ns or 1s");
    }
    long number = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    if (unit.equals("Hz")) {
      return PICOS_PER_SECOND / HZ.check(number);
    }
    long picos = picosPer(unit);
    // Where the product does not fit, the longest time fails the check of the operation as well.
    return number > Long.MAX_VALUE / picos ? Long.MAX_VALUE : number * picos;
  }

  /// In the largest unit in which it is whole.
  static String print(long picos) {
    for (String unit : UNITS) {
      if (picos % picosPer(unit) == 0) {
        return picos / picosPer(unit) + unit;
      }
    }
    throw new AssertionError("every period is a whole number of ps");
  }

  private static long picosPer(String unit) {
    return switch (unit) {
      case "s" -> PICOS_PER_SECOND;
      case "ms" -> 1_000_000_000L;
      case "us" -> 1_000_000L;
      case "ns" -> 1_000L;
      default -> 1L;
    };
  }
}
