package io.interlock.engine.explore.model;

/// A defect seeded into the migration protocol, and the window it needs. A load is at `i` from 0
/// while its write to register `i` is unacknowledged, a put while its read is.
public enum Race {
  /// The protocol as it should be.
  NONE,
  /// A preempt request is honoured anywhere in a load. The `BUG` of the models in other languages.
  B1,
  /// A preempt request is honoured in a load while the last write is unacknowledged.
  B2,
  /// An interrupt goes to the leaving vCPU while the last read of a put is outstanding.
  B3,
  /// A preempt request is honoured in a load at 3 while an interrupt is pending.
  B6,
  /// An interrupt is lost while all pCPUs are idle, after the first residency and before the last
  /// is over.
  B8,
  /// As [#B3], but only while another pCPU is in a load, at 3 or later.
  B10,
  /// A preempt request is honoured in a load at 4, if all interrupts arrived in that load at 3.
  B11,
  /// As [#B3], but only for a vCPU whose last residency was on another pCPU.
  B12
}
