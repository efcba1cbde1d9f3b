package io.interlock.hardware.topology;

/// How strong a core is beside others of its time.
public enum CoreClass {
  /// In order, small, for background work.
  LITTLE,
  /// Out of order, sustained work on a client.
  BIG,
  /// The largest client core, usually one or two of them.
  PRIME,
  /// A server core; all cores of the host are alike.
  SERVER
}
