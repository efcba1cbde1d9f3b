package io.interlock.hardware.spe;

/// Memory as the SPU writes it, by physical address.
@FunctionalInterface
public interface BufferMemory {
  /// Writes `length` bytes of `source` from `offset` on. The caller goes on using `source`.
  void write(long physicalAddress, byte[] source, int offset, int length);
}
