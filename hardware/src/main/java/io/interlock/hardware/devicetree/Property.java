package io.interlock.hardware.devicetree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A named value of a node. Values are plain bytes in the file; each view says how to read them and
/// throws [DeviceTreeException] where the bytes do not have that shape.
public final class Property {
  /// Strings in one value. The longest list in the kernel's trees has about a hundred.
  public static final int STRINGS_MAX = 1024;

  private final Blob blob;
  private final String name;
  private final int offset;
  private final int length;

  /// A window of `length` bytes at `offset` of the blob; the caller has checked that it is inside.
  Property(Blob blob, String name, int offset, int length) {
    this.blob = blob;
    this.name = name;
    this.offset = offset;
    this.length = length;
  }

  /// A property that has no file yet; the bytes are copied.
  public static Property ofBytes(String name, byte[] value) {
    return new Property(new Blob("(built)", value.clone()), name, 0, value.length);
  }

  /// A property whose presence is its value, such as `interrupt-controller`.
  public static Property ofFlag(String name) {
    return ofBytes(name, new byte[0]);
  }

  /// A list of 32-bit cells.
  public static Property ofCells(String name, int... cells) {
    byte[] value = new byte[cells.length * 4];
    for (int i = 0; i < cells.length; i++) {
      for (int b = 0; b < 4; b++) {
        value[i * 4 + b] = (byte) (cells[i] >>> (24 - 8 * b));
      }
    }
    return ofBytes(name, value);
  }

  /// A list of strings, each with the NUL that ends it.
  public static Property ofStrings(String name, String... strings) {
    return ofBytes(name, (String.join("\0", strings) + "\0").getBytes(StandardCharsets.UTF_8));
  }

  public String name() {
    return name;
  }

  /// Bytes in the value.
  public int length() {
    return length;
  }

  /// A copy of the value.
  public byte[] bytes() {
    return Arrays.copyOfRange(blob.bytes(), offset, offset + length);
  }

  /// Number of 32-bit cells. Throws if the value is not made of whole cells.
  public int cellCount() {
    if (length % 4 != 0) {
      throw fault("holds %d bytes; cells need a multiple of 4".formatted(length));
    }
    return length / 4;
  }

  /// The cell at `index`, which must be below [#cellCount()].
  public int cell(int index) {
    return blob.u32(offset + 4 * Objects.checkIndex(index, cellCount()));
  }

  /// All cells; also the view for a list of phandles.
  public int[] cells() {
    int[] cells = new int[cellCount()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = blob.u32(offset + 4 * i);
    }
    return cells;
  }

  /// The value as exactly one cell.
  public int u32() {
    if (length != 4) {
      throw fault("holds %d bytes; expected one cell (4 bytes)".formatted(length));
    }
    return blob.u32(offset);
  }

  /// The value as one number of one or two cells, high cell first.
  public long u64() {
    return switch (length) {
      case 4 -> Integer.toUnsignedLong(blob.u32(offset));
      case 8 -> blob.u64(offset);
      default -> throw fault("holds %d bytes; expected one or two cells".formatted(length));
    };
  }

  /// The value as a list of strings. Throws unless the last one is ended by a NUL, or if
  /// there are more than [#STRINGS_MAX].
  public List<String> strings() {
    byte[] bytes = blob.bytes();
    int end = offset + length;
    if (length == 0 || bytes[end - 1] != 0) {
      throw fault("is not a list of strings; the last byte must be NUL");
    }
    List<String> strings = new ArrayList<>();
    int start = offset;
    for (int i = offset; i < end; i++) {
      if (bytes[i] == 0) {
        if (strings.size() == STRINGS_MAX) {
          throw fault("holds more strings than the limit of " + STRINGS_MAX);
        }
        strings.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return List.copyOf(strings);
  }

  /// The value as exactly one string.
  public String string() {
    List<String> strings = strings();
    if (strings.size() != 1) {
      throw fault("holds %d strings; expected one".formatted(strings.size()));
    }
    return strings.getFirst();
  }

  /// An exception that points at this value in the file.
  public DeviceTreeException fault(String what) {
    return blob.fault(offset, "property " + name + " " + what);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Property that
        && name.equals(that.name)
        && Arrays.equals(
            blob.bytes(),
            offset,
            offset + length,
            that.blob.bytes(),
            that.offset,
            that.offset + that.length);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + length;
  }

  @Override
  public String toString() {
    return name + "[" + length + " bytes]";
  }
}
