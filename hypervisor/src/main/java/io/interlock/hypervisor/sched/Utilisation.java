package io.interlock.hypervisor.sched;

/// How much of the largest PE a thread has been using, as an average that forgets half of its past
/// every 32 ms.
///
/// Time on a small PE counts by that PE's capacity, so the value means the same on every PE and
/// never exceeds the capacity where the thread runs.
///
/// Source: `kernel/sched/pelt.c`. The kernel adds up whole periods of 1.024 ms; here time is
/// continuous, interpolated between 32 points of a half-life.
///
/// @param scaled the average, 0 to 1024, times 2^20
public record Utilisation(long scaled) {
  /// The utilisation of a thread that never ran.
  public static final Utilisation NONE = new Utilisation(0);

  /// The capacity of the largest PE, and the utilisation of a thread that never leaves it.
  public static final int SCALE = 1024;

  private static final int FRACTION_BITS = 20;
  private static final long ONE = 1L << FRACTION_BITS;
  private static final long PERIOD_PICOS = Tuning.MILLISECOND;
  private static final int HALF_LIFE_PERIODS = 32;

  // Beyond this many half-lives nothing is left of a 30-bit number.
  private static final long FORGOTTEN_PICOS = 31 * HALF_LIFE_PERIODS * PERIOD_PICOS;

  // How far the curve hangs below the line between two points: ln 2 / 64, of the step, at most.
  private static final long SAG = 11_357;

  // 2^32 * y^n with y^32 = 1/2: `runnable_avg_yN_inv` in kernel/sched/sched-pelt.h.
  private static final long[] DECAY = {
    0x100000000L, 0xfa83b2daL, 0xf5257d14L, 0xefe4b99aL, 0xeac0c6e6L, 0xe5b906e6L, 0xe0ccdeebL,
    0xdbfbb796L, 0xd744fcc9L, 0xd2a81d91L, 0xce248c14L, 0xc9b9bd85L, 0xc5672a10L, 0xc12c4cc9L,
    0xbd08a39eL, 0xb8fbaf46L, 0xb504f333L, 0xb123f581L, 0xad583ee9L, 0xa9a15ab4L, 0xa5fed6a9L,
    0xa2704302L, 0x9ef5325fL, 0x9b8d39b9L, 0x9837f050L, 0x94f4efa8L, 0x91c3d373L, 0x8ea4398aL,
    0x8b95c1e3L, 0x88980e80L, 0x85aac367L, 0x82cd8698L, 0x80000000L,
  };

  public Utilisation {
    if (scaled < 0 || scaled > (long) SCALE << FRACTION_BITS) {
      throw new IllegalArgumentException(
          "utilisation is " + scaled + " / 2^20, allowed are 0 to 1024");
    }
  }

  /// A thread that has been using `value` of 1024 for long.
  public static Utilisation of(int value) {
    return new Utilisation((long) value << FRACTION_BITS);
  }

  /// The average, rounded to 0 to 1024.
  public int value() {
    return (int) ((scaled + ONE / 2) >> FRACTION_BITS);
  }

  /// What it is after `durationPicos` more, in which the thread ran all the time on a PE of
  /// `capacity` (1 to 1024), or never.
  public Utilisation after(long durationPicos, boolean running, int capacity) {
    long target = running ? (long) capacity << FRACTION_BITS : 0;
    return new Utilisation(target + decayed(scaled - target, durationPicos));
  }

  /// `distance` halved once every half-life. It shrinks on both sides alike.
  private static long decayed(long distance, long picos) {
    if (picos >= FORGOTTEN_PICOS) {
      return 0;
    }
    int periods = (int) (picos / PERIOD_PICOS);
    long magnitude = Math.abs(distance) >> (periods / HALF_LIFE_PERIODS);
    long left = (magnitude * decay(periods % HALF_LIFE_PERIODS, picos % PERIOD_PICOS)) >>> 32;
    return distance < 0 ? -left : left;
  }

  private static long decay(int period, long intoPeriodPicos) {
    long step = DECAY[period] - DECAY[period + 1];
    // Scaled down to 2^20, so that the products fit.
    long into = (intoPeriodPicos << FRACTION_BITS) / PERIOD_PICOS;
    into += (((into * (ONE - into)) >> FRACTION_BITS) * SAG) >> FRACTION_BITS;
    return DECAY[period] - ((step * into) >> FRACTION_BITS);
  }
}
