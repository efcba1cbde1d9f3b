package io.interlock.hardware.gic;

/// What the interrupt routing side (distributor, redistributor) and a CPU interface tell each
/// other, named after the packets of the GIC Stream Protocol.
///
/// The contract that survives any delay of messages, as long as each channel keeps its order: every
/// [Set] is answered exactly once, by [Activate] (software took the interrupt) or by [Release] (the
/// CPU interface gave it back), and an interrupt is not set again before that answer. The packets
/// that only acknowledge others are therefore left out, except the one for [Quiesce].
public sealed interface GicStream {

  /// From the routing side to a CPU interface.
  sealed interface Downstream extends GicStream {}

  /// From a CPU interface to the routing side.
  sealed interface Upstream extends GicStream {}

  /// Interrupt `intid` is pending. Takes the place of what the same sender had set before.
  record Set(int intid, int priority, boolean group1) implements Downstream {}

  /// Interrupt `intid` is no longer wanted: give it back unless it was taken already.
  record Clear(int intid) implements Downstream {}

  /// The PE goes to sleep: give everything back.
  record Quiesce() implements Downstream {}

  /// Software acknowledged `intid` (read of ICC_IAR1_EL1).
  record Activate(int intid) implements Upstream {}

  /// The CPU interface holds `intid` no longer and did not activate it.
  record Release(int intid) implements Upstream {}

  /// Software ended `intid` (ICC_EOIR1_EL1 or ICC_DIR_EL1, or a guest through a list register).
  record Deactivate(int intid) implements Upstream {}

  /// All that was held has been released.
  record QuiesceAcknowledge() implements Upstream {}

  /// Software wrote ICC_SGI1R_EL1.
  record GenerateSgi(SgiRequest request) implements Upstream {}
}
