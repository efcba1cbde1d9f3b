package io.interlock.actors.host.plan;

/// How much of a vCPU thread's kernel code is one delivery.
public enum Granularity {
  /// Each operation is a delivery of its own.
  STEP,
  /// Each operation of the programs that were added to KVM's is a delivery of its own; the rest
  /// goes on in blocks.
  PROGRAM,
  /// What nobody could tell apart is one delivery.
  BLOCK
}
