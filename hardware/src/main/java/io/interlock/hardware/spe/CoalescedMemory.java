package io.interlock.hardware.spe;

/// Joins writes that lie side by side and passes them on together.
final class CoalescedMemory implements BufferMemory {
  private static final int BYTES_MAX = 4096;

  private final BufferMemory memory;
  private final byte[] joined = new byte[BYTES_MAX];
  private long address;
  private int length;

  CoalescedMemory(BufferMemory memory) {
    this.memory = memory;
  }

  @Override
  public void write(long physicalAddress, byte[] source, int offset, int bytes) {
    boolean follows = physicalAddress == address + length && length + bytes <= BYTES_MAX;
    if (!follows) {
      flush();
      address = physicalAddress;
    }
    System.arraycopy(source, offset, joined, length, bytes);
    length += bytes;
  }

  /// Passes on what has not been passed on yet.
  void flush() {
    if (length > 0) {
      memory.write(address, joined, 0, length);
      length = 0;
    }
  }
}
