package io.interlock.hardware.topology;

/// The rate of a clock in Hz, and the exact way between its cycles and virtual time.
///
/// Convert *counts since an origin*, not differences: then nothing accumulates, whatever the rate.
/// [#picos] is the first picosecond at which a count has been reached, [#cycles] the count reached
/// at a picosecond, so `cycles(picos(n)) == n` for every n.
public record ClockRate(long hz) {
  /// 10 GHz; with it every product below stays inside 64 bits.
  public static final long HZ_MAX = 10_000_000_000L;

  private static final long MILLION = 1_000_000;
  private static final long PICOS_PER_SECOND = MILLION * MILLION;

  public ClockRate {
    if (hz < 1 || hz > HZ_MAX) {
      throw new IllegalArgumentException(
          "clock rate %d Hz; allowed: 1 to %d".formatted(hz, HZ_MAX));
    }
  }

  /// Picoseconds until `cycles` cycles have passed, rounded up. Throws [ArithmeticException] past
  /// the end of virtual time (106 days).
  public long picos(long cycles) {
    notNegative(cycles);
    long seconds = cycles / hz;
    // The rest is below hz, so a remainder times a million fits; two such steps give picoseconds.
    long scaled = cycles % hz * MILLION;
    long micros = scaled / hz;
    long scaledAgain = scaled % hz * MILLION;
    long picos = scaledAgain / hz + (scaledAgain % hz == 0 ? 0 : 1);
    return Math.addExact(Math.multiplyExact(seconds, PICOS_PER_SECOND), micros * MILLION + picos);
  }

  /// Whole cycles that have passed after `picos` picoseconds.
  public long cycles(long picos) {
    notNegative(picos);
    long seconds = picos / PICOS_PER_SECOND;
    long rest = picos % PICOS_PER_SECOND;
    long micros = rest / MILLION;
    long belowMicro = rest % MILLION;
    return seconds * hz + (micros * hz + belowMicro * hz / MILLION) / MILLION;
  }

  /// For people: `2.4 GHz`, `800 MHz`, `100 Hz`.
  @Override
  public String toString() {
    if (hz >= 1_000_000_000L) {
      return decimal(1_000_000_000L) + " GHz";
    }
    return hz >= MILLION ? decimal(MILLION) + " MHz" : hz + " Hz";
  }

  private String decimal(long unit) {
    long hundredths = hz / (unit / 100);
    String text = "%d.%02d".formatted(hundredths / 100, hundredths % 100);
    return text.replaceAll("\\.?0+$", "");
  }

  private static void notNegative(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative time or count: " + value);
    }
  }
}
