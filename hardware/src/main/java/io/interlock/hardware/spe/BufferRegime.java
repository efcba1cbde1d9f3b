package io.interlock.hardware.spe;

import org.jspecify.annotations.Nullable;

/// How addresses of the Profiling Buffer become physical ones: the regime of its owner.
///
/// Accesses are privileged writes; PAN and tag checks do not apply to them.
///
/// @param first virtual to intermediate, or null where pointers are physical already
/// @param second intermediate to physical, or null where the owner has no second stage
public record BufferRegime(@Nullable Stage first, @Nullable Stage second) {

  /// One stage of translation. Its faults name the stage they come from: a walk of the first can
  /// fail in the second.
  @FunctionalInterface
  public interface Stage {
    /// Translates for a write.
    Translation translate(long address);
  }

  /// The regime of a guest whose pointers are virtual.
  public static BufferRegime ofGuest(Stage first, Stage second) {
    return new BufferRegime(first, second);
  }

  /// The regime of EL2.
  public static BufferRegime ofHypervisor(Stage first) {
    return new BufferRegime(first, null);
  }

  /// The same owner with pointers that skip the first stage (FEAT_SPE_nVM).
  public BufferRegime withPhysicalPointers() {
    return new BufferRegime(null, second);
  }

  /// Through all stages that there are; a fault of the first comes before one of the second.
  public Translation translate(long address) {
    Translation intermediate = through(first, address);
    if (second == null || !(intermediate instanceof Translation.Mapped(long ipa, long length))) {
      return intermediate;
    }
    Translation physical = second.translate(ipa);
    return physical instanceof Translation.Mapped(long pa, long mapped)
        ? new Translation.Mapped(pa, Math.min(mapped, length))
        : physical;
  }

  /// Without a stage an address stands for itself.
  private static Translation through(@Nullable Stage stage, long address) {
    return stage == null
        ? new Translation.Mapped(address, Long.MAX_VALUE)
        : stage.translate(address);
  }
}
