package io.interlock.engine.explore.explain;

import java.math.BigDecimal;

/// Virtual time for people.
final class Times {
  private static final String[] UNITS = {"ps", "ns", "us", "ms", "s"};

  private Times() {}

  /// The time in the largest unit of which it has one, exact.
  static String text(long picos) {
    int unit = 0;
    BigDecimal value = BigDecimal.valueOf(picos);
    while (unit < UNITS.length - 1 && value.compareTo(BigDecimal.valueOf(1000)) >= 0) {
      value = value.movePointLeft(3);
      unit++;
    }
    return value.stripTrailingZeros().toPlainString() + " " + UNITS[unit];
  }
}
