package io.interlock.hardware.spe;

import io.interlock.hardware.topology.CoreClass;

/// How long a load takes in each place where its data can be, in cycles.
///
/// Round numbers of the order that makers and testers publish for such cores; no core in
/// particular.
public record MemoryLatencies(int l1, int l2, int lastLevel, int memory, int tableWalk) {

  /// Those of a core of that class.
  public static MemoryLatencies of(CoreClass coreClass) {
    return switch (coreClass) {
      case LITTLE -> new MemoryLatencies(3, 12, 50, 180, 30);
      case BIG -> new MemoryLatencies(4, 11, 45, 260, 25);
      case PRIME -> new MemoryLatencies(4, 13, 50, 330, 25);
      case SERVER -> new MemoryLatencies(4, 13, 75, 320, 28);
    };
  }
}
