package io.interlock.cli;

import java.util.Locale;

/// Numbers as people read them, three digits and a unit.
final class Units {
  private Units() {}

  /// `850 ns`, `1.24 us`, `37.0 ms`, `2.50 s`.
  static String nanos(long nanos) {
    return scaled((double) nanos, 1_000, "ns", "us", "ms", "s");
  }

  /// `1 s`, `420 ms`: a virtual time without needless digits.
  static String picos(long picos) {
    return scaled((double) picos, 1_000, "ps", "ns", "us", "ms", "s").replaceAll("\\.0+(?= )", "");
  }

  /// `1.20 M`, `850`: a count, or the count part of a rate.
  static String count(double value) {
    return scaled(value, 1_000, "", "k", "M", "G").strip();
  }

  /// `1,234,567`.
  static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /// `1 window`, `1,200 windows`.
  static String many(long count, String noun) {
    return whole(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /// `5,200,000`, `0.534`: as many decimals as a small number needs.
  static String figure(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 1_000 ? "%,.3f" : "%,.0f", value);
  }

  /// `12.345`.
  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }

  /// `0:03`, `1:02:59`.
  static String clock(long seconds) {
    long hours = seconds / 3_600;
    long minutes = seconds / 60 % 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60);
  }

  private static String scaled(double value, int step, String... units) {
    int unit = 0;
    double shown = value;
    while (shown >= step - 0.5 && unit < units.length - 1) {
      shown /= step;
      unit++;
    }
    int decimals = unit == 0 ? 0 : shown < 9.995 ? 2 : shown < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", shown, units[unit]);
  }
}
