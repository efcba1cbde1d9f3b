package io.interlock.cluster.fleet;

import io.interlock.actors.scenario.FleetSpec;
import java.math.BigInteger;

/// How long things take on the fabric. A host has one link, on which one VM goes out and one comes
/// in at a time.
record Wire(FleetSpec.Fabric fabric, FleetSpec.Migration rules) {
  private static final BigInteger PICO_BITS = BigInteger.valueOf(8_000_000_000_000L);
  private static final BigInteger PICOS = BigInteger.valueOf(1_000_000_000_000L);

  /// What copying a VM that runs takes.
  ///
  /// @param rounds until it stops
  /// @param picos that they take
  /// @param bytes that they carry
  /// @param restBytes what is left to copy while it stands
  record PreCopy(int rounds, long picos, long bytes, long restBytes) {}

  /// Picoseconds that so many bytes take, without the latency.
  long picos(long bytes) {
    return BigInteger.valueOf(bytes)
        .multiply(PICO_BITS)
        .divide(BigInteger.valueOf(fabric.bitsPerSecond()))
        .longValueExact();
  }

  /// Copies memory while the VM goes on writing to it, until the rest is small enough, or grows.
  PreCopy preCopy(FleetSpec.Guest vm) {
    long left = vm.memoryBytes();
    long picos = 0;
    long bytes = 0;
    int rounds = 0;
    while (rounds < rules.roundsMax() && picos(left) > rules.downtimePicosMax()) {
      long round = picos(left);
      picos = Math.addExact(picos, round);
      bytes = Math.addExact(bytes, left);
      rounds++;
      left = Math.min(vm.memoryBytes(), written(vm, round));
    }
    return new PreCopy(rounds, picos, bytes, left);
  }

  private static long written(FleetSpec.Guest vm, long picos) {
    return BigInteger.valueOf(vm.dirtyBytesPerSecond())
        .multiply(BigInteger.valueOf(picos))
        .divide(PICOS)
        .min(BigInteger.valueOf(vm.memoryBytes()))
        .longValueExact();
  }
}
