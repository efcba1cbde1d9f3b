package io.interlock.cluster.fleet;

/// A live migration under way, or waiting for its turn on the links.
final class Migration {
  /// Why a VM moves.
  enum Reason {
    /// Somebody asked for it.
    ASKED,
    /// Its host is drained.
    DRAIN,
    /// Its host is too full.
    REBALANCE
  }

  final HostSlot from;
  final HostSlot to;
  final Reason reason;
  final long askedAt;
  Wire.PreCopy copy = new Wire.PreCopy(0, 0, 0, 0);
  boolean begun;

  Migration(HostSlot from, HostSlot to, Reason reason, long askedAt) {
    this.from = from;
    this.to = to;
    this.reason = reason;
    this.askedAt = askedAt;
  }

  /// Whether both links are free.
  boolean mayBegin() {
    return from.sending == 0 && to.receiving == 0;
  }
}
