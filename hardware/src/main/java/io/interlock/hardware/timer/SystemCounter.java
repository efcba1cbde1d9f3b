package io.interlock.hardware.timer;

/// The system counter (CNTPCT_EL0) as a function of virtual time: zero at time zero, `hz` ticks a
/// second.
///
/// Both directions are exact for every time and frequency: no tick is early, late, lost or doubled,
/// no matter how long the simulation runs. Products that need up to 96 bits are taken in two steps.
///
/// @param hz the frequency that CNTFRQ_EL0 states, 1 to 4,294,967,295
public record SystemCounter(long hz) {
  /// The answer when something never happens within the time that a `long` of picoseconds can
  /// express.
  public static final long NEVER = Long.MAX_VALUE;

  private static final long MILLION = 1_000_000;
  private static final long PICOS_PER_SECOND = MILLION * MILLION;
  private static final long HZ_MAX = 0xFFFF_FFFFL;

  public SystemCounter {
    if (hz < 1 || hz > HZ_MAX) {
      throw new IllegalArgumentException(
          "counter frequency is " + hz + " Hz, allowed 1.." + HZ_MAX);
    }
  }

  /// The count at that time, which is not negative: whole ticks that have passed.
  public long count(long picos) {
    if (picos < 0) {
      throw new IllegalArgumentException("time is " + picos + " ps, allowed 0 and more");
    }
    long seconds = picos / PICOS_PER_SECOND;
    long rest = picos % PICOS_PER_SECOND;
    long coarse = rest / MILLION * hz;
    long fine = rest % MILLION * hz;
    return seconds * hz + coarse / MILLION + (coarse % MILLION * MILLION + fine) / PICOS_PER_SECOND;
  }

  /// The first picosecond at which the count is at least `count` (unsigned), or `NEVER`.
  public long picosAtCount(long count) {
    long seconds = Long.divideUnsigned(count, hz);
    if (seconds < 0 || seconds >= NEVER / PICOS_PER_SECOND) {
      return NEVER;
    }
    long rest = Long.remainderUnsigned(count, hz);
    long coarse = rest * MILLION;
    long fine = coarse % hz * MILLION;
    return seconds * PICOS_PER_SECOND + coarse / hz * MILLION + Math.ceilDiv(fine, hz);
  }
}
