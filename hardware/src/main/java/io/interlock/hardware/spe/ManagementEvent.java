package io.interlock.hardware.spe;

/// Something that stops profiling and raises the buffer management interrupt.
public sealed interface ManagementEvent {
  /// Another record of the largest size would not fit.
  record BufferFull() implements ManagementEvent {}

  /// The buffer asked for is larger than allowed. Only a hypervisor reports this.
  record BufferTooLarge() implements ManagementEvent {}

  /// A write that cannot be made sense of, for set-ups that the manual leaves unpredictable.
  record AccessNotAllowed() implements ManagementEvent {}

  /// A buffer address could not be translated. It is recorded as an event; no exception is taken
  /// and neither ESR nor FAR changes.
  ///
  /// @param stage which stage of translation failed
  /// @param faultStatus FSC, see [FaultStatus]
  record Fault(Stage stage, int faultStatus) implements ManagementEvent {}

  /// Memory refused a write, and the PE tells the SPU (before SPEv1.3).
  record ExternalAbort(boolean synchronous) implements ManagementEvent {}

  /// A stage of translation.
  enum Stage {
    /// Virtual to intermediate, or to physical where there is no second stage.
    ONE,
    /// Intermediate to physical.
    TWO
  }
}
