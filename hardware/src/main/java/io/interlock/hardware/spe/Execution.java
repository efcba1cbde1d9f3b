package io.interlock.hardware.spe;

/// What a PE executes during a stay at one level, asked for only where a sample falls.
public interface Execution {

  /// The operation number `index`, counted from 0 at the start of the stay.
  SampledOperation operation(long index);

  /// The physical count of the system counter when that operation was selected.
  long physicalCount(long index);
}
