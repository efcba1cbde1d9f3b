package io.interlock.hypervisor.sched;

/// What one PE has to do, as others see it when they look for a place for a thread.
///
/// @param index the PE's number on its host
/// @param cluster PEs with equal number share a cache
/// @param capacity of the largest PE's 1024: 1 to 1024 (`capacity-dmips-mhz`)
/// @param runnable threads that run or wait there
/// @param load the sum of their weights
/// @param utilisation the sum of their utilisations
public record PeLoad(
    int index, int cluster, int capacity, int runnable, long load, int utilisation) {

  public PeLoad {
    if (capacity < 1 || capacity > Utilisation.SCALE) {
      throw new IllegalArgumentException(
          "capacity of PE " + index + " is " + capacity + ", allowed are 1 to 1024");
    }
  }

  /// A PE without work.
  public static PeLoad idle(int index, int cluster, int capacity) {
    return new PeLoad(index, cluster, capacity, 0, 0, 0);
  }

  public boolean isIdle() {
    return runnable == 0;
  }

  /// Whether a thread of this utilisation leaves a fifth of the PE free (`fits_capacity`).
  public boolean hasRoomFor(int threadUtilisation) {
    return threadUtilisation * 5L < capacity * 4L;
  }

  /// Load by capacity, comparable between PEs of different size.
  long relativeLoad() {
    return relativeLoadWith(0);
  }

  /// [#relativeLoad] as it would be with a thread of `weight` more.
  long relativeLoadWith(int weight) {
    return (load + weight) * Utilisation.SCALE / capacity;
  }
}
