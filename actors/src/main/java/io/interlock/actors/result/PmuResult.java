package io.interlock.actors.result;

import java.util.List;

/// What the performance monitors of a VM's guests did.
///
/// @param type `none`, `emulated` or `partitioned`
/// @param interrupts overflow interrupts that guests handled
/// @param undefinedAccesses accesses of registers and counters that the vCPU does not have
/// @param trapSeconds time out of the guest because an access of a register trapped
/// @param interruptSeconds time out of the guest because a physical interrupt came
/// @param counts what guests reported, by label
public record PmuResult(
    String type,
    long interrupts,
    long undefinedAccesses,
    double trapSeconds,
    double interruptSeconds,
    List<Count> counts) {
  public PmuResult {
    counts = List.copyOf(counts);
  }

  /// What guests reported under one label.
  ///
  /// @param reads how often it was read
  /// @param total the sum of what was read
  /// @param share the part of all rounds in which it was read: 1 for what was read most often
  /// @param estimate what the total would be, had it been read in all rounds
  public record Count(String label, long reads, long total, double share, long estimate) {}
}
