package io.interlock.tests.races;

import io.interlock.engine.explore.Scene;
import io.interlock.tests.migration.Migration;
import io.interlock.tests.migration.Migration.Size;
import io.interlock.tests.migration.Race;

/// The races that searches are measured by: eight defects of the migration protocol, whose windows
/// and names are those of its models in other languages, and four of other protocols.
enum SeededRace {
  /// Preempt anywhere in a load.
  B1,
  /// Preempt before the last write is acknowledged.
  B2,
  /// Interrupt before the last read is acknowledged.
  B3,
  /// Interrupt pending, and preempt at write 3.
  B6,
  /// Interrupt while all cores are idle, in mid run.
  B8,
  /// B3 while the other core is past write 3.
  B10,
  /// Both interrupts at write 3, and preempt at write 4.
  B11,
  /// B3 of a vCPU that migrated.
  B12,
  /// Lazily switched registers of a vCPU that comes back by way of another core.
  FP,
  /// Interrupt between the decision about a spill and the spill.
  LR,
  /// SGI while its vCPU is being loaded elsewhere.
  SGI,
  /// Timer fires between put and block.
  WFI;

  /// The system with the defect.
  Scene broken() {
    return switch (this) {
      case B1, B2, B3, B6, B8, B10, B11, B12 ->
          Migration.with(Race.valueOf(name()), Size.forRaces());
      case FP -> LazyFp.scene(LazyFp.Check.OWNER);
      case LR -> ListRegisters.scene(ListRegisters.Decision.WHEN_ASKED);
      case SGI -> MigratedSgi.scene(MigratedSgi.Publish.AFTERWARDS);
      case WFI -> BlockingTimer.scene(BlockingTimer.BetweenPutAndBlock.IGNORED);
    };
  }

  /// The same system without it.
  Scene clean() {
    return switch (this) {
      case B1, B2, B3, B6, B8, B10, B11, B12 -> Migration.correct(Size.forRaces());
      case FP -> LazyFp.scene(LazyFp.Check.OWNER_AND_CORE);
      case LR -> ListRegisters.scene(ListRegisters.Decision.WHEN_FILLED);
      case SGI -> MigratedSgi.scene(MigratedSgi.Publish.AS_IT_LOOKS);
      case WFI -> BlockingTimer.scene(BlockingTimer.BetweenPutAndBlock.NOTED);
    };
  }
}
