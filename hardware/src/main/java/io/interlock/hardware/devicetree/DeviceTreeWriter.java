package io.interlock.hardware.devicetree;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes a tree as a flattened device tree, version 17: header, reservations, structure, strings,
/// without padding at the end. What it writes reads back as an equal tree.
public final class DeviceTreeWriter {
  private static final int RESERVE_OFFSET = FlatHeader.BYTES;
  private static final int READABLE_AS = 16;

  private final ByteArrayOutputStream structBytes = new ByteArrayOutputStream();
  private final DataOutputStream struct = new DataOutputStream(structBytes);
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final Map<String, Integer> nameOffsets = new LinkedHashMap<>();

  private DeviceTreeWriter() {}

  /// The blob for this tree.
  public static byte[] write(DeviceTree tree) {
    try {
      return new DeviceTreeWriter().blob(tree);
    } catch (IOException impossible) {
      throw new UncheckedIOException("a byte array refused bytes", impossible);
    }
  }

  private byte[] blob(DeviceTree tree) throws IOException {
    node(tree.root());
    struct.writeInt(9);
    int structOffset = RESERVE_OFFSET + 16 * (tree.reservations().size() + 1);
    int stringsOffset = structOffset + structBytes.size();
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(FlatHeader.MAGIC);
    out.writeInt(stringsOffset + strings.size());
    out.writeInt(structOffset);
    out.writeInt(stringsOffset);
    out.writeInt(RESERVE_OFFSET);
    out.writeInt(FlatHeader.VERSION);
    out.writeInt(READABLE_AS);
    out.writeInt(0); // boot_cpuid_phys, which arm64 does not use
    out.writeInt(strings.size());
    out.writeInt(structBytes.size());
    for (Reservation reservation : tree.reservations()) {
      out.writeLong(reservation.address());
      out.writeLong(reservation.size());
    }
    out.writeLong(0);
    out.writeLong(0);
    structBytes.writeTo(out);
    strings.writeTo(out);
    return bytes.toByteArray();
  }

  private void node(Node node) throws IOException {
    struct.writeInt(1);
    padded((node.name() + "\0").getBytes(StandardCharsets.US_ASCII));
    for (Property property : node.properties().values()) {
      struct.writeInt(3);
      struct.writeInt(property.length());
      struct.writeInt(nameOffset(property.name()));
      padded(property.bytes());
    }
    for (Node child : node.children()) {
      node(child);
    }
    struct.writeInt(2);
  }

  private void padded(byte[] bytes) throws IOException {
    struct.write(bytes);
    struct.write(new byte[-bytes.length & 3]);
  }

  private int nameOffset(String name) {
    return nameOffsets.computeIfAbsent(
        name,
        added -> {
          int offset = strings.size();
          strings.writeBytes((added + "\0").getBytes(StandardCharsets.US_ASCII));
          return offset;
        });
  }
}
