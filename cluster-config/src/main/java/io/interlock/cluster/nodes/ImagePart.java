package io.interlock.cluster.nodes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A part of the image of a group of hosts, small enough for a message.
///
/// @param window that the group had run when it was saved
/// @param number of the part, from 0 on
/// @param count of the parts
record ImagePart(long window, int number, int count, ByteBuffer bytes) {
  private static final int BYTES_MAX = 1 << 19;

  /// All parts of an image, in order.
  static List<ImagePart> of(long window, byte[] image) {
    int count = Math.max(1, Math.ceilDiv(image.length, BYTES_MAX));
    List<ImagePart> parts = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      int from = number * BYTES_MAX;
      int length = Math.min(image.length - from, BYTES_MAX);
      parts.add(new ImagePart(window, number, count, ByteBuffer.wrap(image, from, length).slice()));
    }
    return parts;
  }

  /// The image of which these are all parts.
  static byte[] whole(List<ImagePart> parts) {
    int length = parts.stream().mapToInt(part -> part.bytes().remaining()).sum();
    ByteBuffer whole = ByteBuffer.allocate(length);
    parts.forEach(part -> whole.put(part.bytes().duplicate()));
    return whole.array();
  }
}
