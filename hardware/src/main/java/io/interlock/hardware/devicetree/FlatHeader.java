package io.interlock.hardware.devicetree;

/// The ten words at the head of a flattened device tree, checked against the file they are in.
///
/// Offsets and sizes are bytes. After [#read] all blocks lie inside `totalSize`, which lies inside
/// the file, so the rest of the reader can use `int` offsets without fear.
record FlatHeader(
    int totalSize,
    int structOffset,
    int structSize,
    int stringsOffset,
    int stringsSize,
    int reserveOffset) {
  static final int MAGIC = 0xd00dfeed;
  static final int VERSION = 17;
  static final int BYTES = 40;

  static FlatHeader read(Blob blob) {
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
    checkVersion(blob);
    int totalSize = within(blob, 4, 0, length, "total size", "the file");
    int structOffset = within(blob, 8, 0, totalSize, "offset of the structure block", "the tree");
    int stringsOffset = within(blob, 12, 0, totalSize, "offset of the strings block", "the tree");
    int reserveOffset = within(blob, 16, 0, totalSize, "offset of the reservations", "the tree");
    int stringsSize =
        within(blob, 32, stringsOffset, totalSize, "size of the strings block", "the tree");
    int structSize =
        within(blob, 36, structOffset, totalSize, "size of the structure block", "the tree");
    aligned(blob, 8, structOffset, 4, "structure block");
    aligned(blob, 36, structSize, 4, "structure block's size");
    aligned(blob, 16, reserveOffset, 8, "reservation block");
    var header =
        new FlatHeader(
            totalSize, structOffset, structSize, stringsOffset, stringsSize, reserveOffset);
    apart(blob, 8, "structure block", structOffset, structSize, "header", 0, BYTES);
    apart(blob, 12, "strings block", stringsOffset, stringsSize, "header", 0, BYTES);
    apart(
        blob,
        12,
        "strings block",
        stringsOffset,
        stringsSize,
        "structure block",
        structOffset,
        structSize);
    return header;
  }

  /// Throws if the reservation block, whose size only its own end mark tells, covers another block.
  void checkReservations(Blob blob, int bytes) {
    String what = "reservation block";
    apart(blob, 16, what, reserveOffset, bytes, "header", 0, BYTES);
    apart(blob, 16, what, reserveOffset, bytes, "structure block", structOffset, structSize);
    apart(blob, 16, what, reserveOffset, bytes, "strings block", stringsOffset, stringsSize);
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

  private static void apart(
      Blob blob, int field, String a, int aStart, int aSize, String b, int bStart, int bSize) {
    if (aSize > 0 && bSize > 0 && aStart < bStart + bSize && bStart < aStart + aSize) {
      throw blob.fault(field, "the %s overlaps the %s; blocks must be apart".formatted(a, b));
    }
  }
}
