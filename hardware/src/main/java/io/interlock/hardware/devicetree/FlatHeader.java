package io.interlock.hardware.devicetree;

/// The ten words at the head of a flattened device tree, checked against the file they are in.
///
/// Offsets and sizes are bytes. After [#read] all blocks lie inside `totalSize`, which lies inside
/// the file, so the rest of the reader can use `int` offsets without fear.
record FlatHeader(int totalSize, Block struct, Block strings, int reserveOffset) {
  static final int MAGIC = 0xd00dfeed;
  static final int VERSION = 17;
  static final int BYTES = 40;

  private static final Block HEADER = new Block("header", 0, 0, BYTES);

  /// A part of the file.
  ///
  /// @param field offset of the header's word that tells where the block is
  record Block(String name, int field, int start, int size) {
    int end() {
      return start + size;
    }

    private void apartFrom(Block other, Blob blob) {
      if (size > 0 && other.size > 0 && start < other.end() && other.start < end()) {
        throw blob.fault(
            field, "the %s overlaps the %s; blocks must be apart".formatted(name, other.name));
      }
    }
  }

  static FlatHeader read(Blob blob) {
    checkMagic(blob);
    checkVersion(blob);
    int totalSize = within(blob, 4, 0, blob.bytes().length, "total size", "the file");
    Block struct = block(blob, "structure block", 8, 36, totalSize);
    Block strings = block(blob, "strings block", 12, 32, totalSize);
    int reserveOffset = within(blob, 16, 0, totalSize, "offset of the reservations", "the tree");
    aligned(blob, 8, struct.start(), 4, "structure block");
    aligned(blob, 36, struct.size(), 4, "structure block's size");
    aligned(blob, 16, reserveOffset, 8, "reservation block");
    struct.apartFrom(HEADER, blob);
    strings.apartFrom(HEADER, blob);
    strings.apartFrom(struct, blob);
    return new FlatHeader(totalSize, struct, strings, reserveOffset);
  }

  /// Throws if the reservation block, whose size only its own end mark tells, covers another block.
  void checkReservations(Blob blob, int bytes) {
    Block reservations = new Block("reservation block", 16, reserveOffset, bytes);
    reservations.apartFrom(HEADER, blob);
    reservations.apartFrom(struct, blob);
    reservations.apartFrom(strings, blob);
  }

  private static void checkMagic(Blob blob) {
    int length = blob.bytes().length;
    if (length == 0) {
      throw DeviceTreeException.inFile(
          blob.fileName(), "is empty; expected a flattened device tree (.dtb)");
    }
    if (length < BYTES) {
      throw blob.fault(length, "the file ends inside the header; a header has 40 bytes");
    }
    if (blob.u32(0) != MAGIC) {
      throw blob.fault(
          0,
          "magic is 0x%08x; a flattened device tree (.dtb) begins with 0xd00dfeed"
              .formatted(blob.u32(0)));
    }
  }

  private static void checkVersion(Blob blob) {
    long version = Integer.toUnsignedLong(blob.u32(20));
    long readableAs = Integer.toUnsignedLong(blob.u32(24));
    if (version < VERSION || readableAs > VERSION) {
      throw blob.fault(
          20,
          "version %d (readable as %d); allowed: version 17, or one readable as 17"
              .formatted(version, readableAs));
    }
  }

  private static Block block(Blob blob, String name, int startField, int sizeField, int totalSize) {
    int start = within(blob, startField, 0, totalSize, "offset of the " + name, "the tree");
    int size = within(blob, sizeField, start, totalSize, "size of the " + name, "the tree");
    return new Block(name, startField, start, size);
  }

  /// The unsigned word at `field`; together with `base` it may not pass `limit`.
  private static int within(Blob blob, int field, int base, int limit, String what, String whole) {
    long value = Integer.toUnsignedLong(blob.u32(field));
    if (base + value > limit) {
      throw blob.fault(
          field,
          "%s is %d, past the end of %s; at most %d fit"
              .formatted(what, value, whole, limit - base));
    }
    return (int) value;
  }

  private static void aligned(Blob blob, int field, int value, int alignment, String what) {
    if (value % alignment != 0) {
      throw blob.fault(
          field, "%s is %d; must be a multiple of %d".formatted(what, value, alignment));
    }
  }
}
