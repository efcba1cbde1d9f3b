package io.interlock.hardware.spe;

/// What becomes of an address of the Profiling Buffer.
public sealed interface Translation {
  /// It is mapped for writing.
  ///
  /// @param address what it stands for
  /// @param length how many bytes from it on are mapped side by side; at least 1
  record Mapped(long address, long length) implements Translation {
    public Mapped {
      if (length < 1) {
        throw new IllegalArgumentException("mapped length is " + length + "; allowed: from 1");
      }
    }
  }

  /// It is not, and profiling stops.
  record Failed(ManagementEvent event) implements Translation {}
}
