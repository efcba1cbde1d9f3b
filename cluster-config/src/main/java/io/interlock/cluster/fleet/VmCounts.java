package io.interlock.cluster.fleet;

/// What one VM did on one host, or on all of them. Times are in picoseconds.
///
/// @param migrations moves of its threads from one PE to another
public record VmCounts(
    long cpuPicos,
    long stealPicos,
    long exits,
    long interrupts,
    long migrations,
    long failEntries) {
  /// Nothing.
  public static final VmCounts ZERO = new VmCounts(0, 0, 0, 0, 0, 0);

  VmCounts plus(VmCounts other) {
    return new VmCounts(
        cpuPicos + other.cpuPicos,
        stealPicos + other.stealPicos,
        exits + other.exits,
        interrupts + other.interrupts,
        migrations + other.migrations,
        failEntries + other.failEntries);
  }
}
