package io.interlock.cluster.nodes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/// An image of a group of hosts as it is kept beside a journal: with what has to be known before
/// anybody goes on from it.
///
/// @param build of Interlock that made it
/// @param run of the fleet
/// @param parts of the image
record KeptImage(String build, long run, int group, List<ImagePart> parts) {
  /// Keeps a copy of the list.
  KeptImage {
    parts = List.copyOf(parts);
  }

  /// The window that the group had run.
  long window() {
    return parts.getFirst().window();
  }

  /// As it is kept, with a checksum at its end.
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      byte[] image = ImagePart.whole(parts);
      out.writeUTF(build);
      out.writeLong(run);
      out.writeInt(group);
      out.writeLong(window());
      out.writeInt(image.length);
      out.write(image);
      out.writeInt(sum(bytes.toByteArray(), bytes.size()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /// What was kept; nothing, if that was cut off or damaged.
  static Optional<KeptImage> read(byte[] bytes) {
    int length = bytes.length - Integer.BYTES;
    if (length < 0 || ByteBuffer.wrap(bytes).getInt(length) != sum(bytes, length)) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String build = in.readUTF();
      long run = in.readLong();
      int group = in.readInt();
      long window = in.readLong();
      byte[] image = in.readNBytes(in.readInt());
      return Optional.of(new KeptImage(build, run, group, ImagePart.of(window, image)));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static int sum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
