package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.util.ByteString;
import io.interlock.cluster.nodes.FrameGuard.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// What goes through the port of a node.
class FrameGuardTest {
  private static final int BYTES_MAX = 1000;

  private static void header(ByteArrayOutputStream out, int stream) {
    out.writeBytes(new byte[] {'A', 'K', 'K', 'A', (byte) stream});
  }

  private static void length(ByteArrayOutputStream out, int bytes) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes).array());
  }

  private static void pass(byte[] bytes, int atOnce) {
    Frames frames = new Frames(BYTES_MAX);
    for (int from = 0; from < bytes.length; from += atOnce) {
      frames.pass(ByteString.fromArray(bytes, from, Math.min(atOnce, bytes.length - from)));
    }
  }

  @Property
  void framesPassHoweverTheyAreCut(
      @ForAll @IntRange(min = 1, max = 3) int stream,
      @ForAll @Size(max = 10) List<@IntRange(min = 1, max = BYTES_MAX) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 2000) int atOnce) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(out, stream);
    for (int each : lengths) {
      length(out, each);
      out.writeBytes(new byte[each]);
    }
    assertDoesNotThrow(() -> pass(out.toByteArray(), atOnce));
  }

  @Property
  void aFrameOfAnotherLengthIsRefusedAsSoonAsItIsKnown(
      @ForAll int length,
      @ForAll @IntRange(min = 0, max = BYTES_MAX) int before,
      @ForAll @IntRange(min = 1, max = 2000) int atOnce) {
    int wrong = length > 0 && length <= BYTES_MAX ? -length : length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(out, 1);
    if (before > 0) {
      length(out, before);
      out.writeBytes(new byte[before]);
    }
    length(out, wrong);
    assertThrows(FrameGuard.Refusal.class, () -> pass(out.toByteArray(), atOnce));
  }

  @Test
  void aConnectionBeginsWithItsHeader() {
    for (String other : List.of("GET /", "AKKB\1", "AKKA\0", "AKKA\4", "akka\1")) {
      assertThrows(
          FrameGuard.Refusal.class,
          () -> new Frames(BYTES_MAX).pass(ByteString.fromString(other)),
          other);
    }
  }
}
