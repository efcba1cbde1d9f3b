package io.interlock.actors.scenario;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// A number with a unit, exact in decimal: `1.5 ms`, `62.5MHz`.
final class Quantity {
  /// Virtual time; values count picoseconds.
  static final Quantity DURATION =
      new Quantity(
          "ps",
          1L,
          "ns",
          1_000L,
          "us",
          1_000_000L,
          "ms",
          1_000_000_000L,
          "s",
          1_000_000_000_000L,
          "min",
          60_000_000_000_000L,
          "h",
          3_600_000_000_000_000L);

  /// Frequency; values count hertz.
  static final Quantity FREQUENCY =
      new Quantity("Hz", 1L, "kHz", 1_000L, "MHz", 1_000_000L, "GHz", 1_000_000_000L);

  /// Memory; values count bytes.
  static final Quantity MEMORY =
      new Quantity("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

  /// What a wire carries; values count bits per second.
  static final Quantity BANDWIDTH =
      new Quantity("Mbps", 1_000_000L, "Gbps", 1_000_000_000L, "Tbps", 1_000_000_000_000L);

  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile(
          "([+-]?\\d{1,30}(?:\\.\\d{1,30})?(?:[eE][+-]?\\d{1,3})?)\\s{0,8}([A-Za-z]{0,8})");

  private final Map<String, BigDecimal> units = new LinkedHashMap<>();

  private Quantity(Object... unitsAndFactors) {
    for (int i = 0; i < unitsAndFactors.length; i += 2) {
      units.put((String) unitsAndFactors[i], BigDecimal.valueOf((Long) unitsAndFactors[i + 1]));
    }
  }

  /// The units, as an error message lists them.
  String unitNames() {
    return String.join(", ", units.keySet());
  }

  /// The value in the smallest unit; nothing where the text has no such number or unit, does not
  /// fit a `long`, or is finer than the smallest unit.
  OptionalLong parse(String text) {
    var written = NUMBER_AND_UNIT.matcher(text.strip());
    if (!written.matches()) {
      return OptionalLong.empty();
    }
    BigDecimal factor = units.get(written.group(2));
    return factor == null
        ? OptionalLong.empty()
        : exact(new BigDecimal(written.group(1)).multiply(factor));
  }

  /// A whole number without a unit.
  static OptionalLong parseWhole(String text) {
    var written = NUMBER_AND_UNIT.matcher(text.strip());
    return written.matches() && written.group(2).isEmpty()
        ? exact(new BigDecimal(written.group(1)))
        : OptionalLong.empty();
  }

  private static OptionalLong exact(BigDecimal value) {
    try {
      return OptionalLong.of(value.longValueExact());
    } catch (ArithmeticException _) {
      return OptionalLong.empty();
    }
  }
}
