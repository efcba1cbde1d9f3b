package io.interlock.hardware.spe;

import io.interlock.hardware.pmu.ExceptionLevel;

/// What a PE knows of an operation that was sampled, once it is complete.
///
/// @param programCounter virtual address of the instruction
/// @param at the level it ran at, in Non-secure state
/// @param events bits of [SampleEvents]
/// @param totalLatencyCycles from dispatch to completion
/// @param issueLatencyCycles from dispatch to issue
/// @param inFlightOperations how many of the operations behind it could not be sampled because it
///     was still in flight
public record SampledOperation(
    long programCounter,
    ExceptionLevel at,
    OperationType type,
    long events,
    int totalLatencyCycles,
    int issueLatencyCycles,
    Detail detail,
    long inFlightOperations) {

  /// What only some operations have.
  public sealed interface Detail {
    /// Nothing more is known.
    record None() implements Detail {}

    /// A branch that was taken.
    ///
    /// @param previousTarget where the taken branch before it went, or 0 where that is not known
    record Taken(long target, long previousTarget) implements Detail {}

    /// An access to memory.
    ///
    /// @param virtualAddress with its tag in the top byte, if it has one
    /// @param dataSource where a load's data came from, in the encoding of the core type, or
    ///     [#NO_SOURCE]
    record Access(
        long virtualAddress, long physicalAddress, int translationLatencyCycles, int dataSource)
        implements Detail {}
  }

  /// The source of an access's data is not known.
  public static final int NO_SOURCE = -1;

  /// The detail of an operation that has none.
  public static final Detail NONE = new Detail.None();

  /// Whether it came to its architectural end. Of others, a record says no more than the events.
  public boolean isComplete() {
    return (events & (SampleEvents.RETIRED | SampleEvents.EXCEPTION)) == SampleEvents.RETIRED;
  }

  /// Where its data came from, or [#NO_SOURCE].
  public int dataSource() {
    return detail instanceof Detail.Access access ? access.dataSource() : NO_SOURCE;
  }
}
