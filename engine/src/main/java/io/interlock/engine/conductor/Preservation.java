package io.interlock.engine.conductor;

import io.interlock.engine.image.ImageException;
import io.interlock.engine.image.Images;
import io.interlock.engine.image.StandIns;
import io.interlock.engine.image.Vocabulary;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// Saves worlds in virtual time as bytes, and makes worlds of such bytes: those who are there
/// first, since all else refers to them.
///
/// @param images who writes and reads the bytes
/// @param known what both sides know
public record Preservation(Images images, Vocabulary known) {
  /// @param beside something that goes with the world
  private record Whole(Snapshot world, Object beside) {}

  /// All of a world and something beside it, from which [#load] makes the same.
  ///
  /// @throws ImageException where an actor keeps something that cannot be saved
  public byte[] save(Conductor conductor, Object beside) {
    return conductor.within(
        interior -> {
          var taker = new SnapshotTaker(interior);
          Whole whole = new Whole(taker.snapshot(), beside);
          byte[] cast = images.write(taker.cast(), known, StandIns.NONE);
          byte[] rest = images.write(whole, known, taker.standIns());
          return ByteBuffer.allocate(Integer.BYTES + cast.length + rest.length)
              .putInt(cast.length)
              .put(cast)
              .put(rest)
              .array();
        });
  }

  /// Makes of a world that has no actors yet one that was saved, and returns what was beside.
  ///
  /// @throws ImageException where it cannot be read; the world is of no use then
  public Object load(Conductor conductor, byte[] image, Revival revival) {
    return conductor.within(
        interior -> {
          ByteBuffer bytes = ByteBuffer.wrap(image);
          var loader = new SnapshotLoader(interior, revival);
          var cast = images.read(cast(bytes), Snapshot.Cast.class, known, StandIns.NONE);
          StandIns standIns = loader.raise(cast);
          Whole whole = images.read(rest(bytes), Whole.class, known, standIns);
          loader.goOn(whole.world());
          return whole.beside();
        });
  }

  private static byte[] cast(ByteBuffer bytes) {
    try {
      int length = bytes.getInt();
      if (length >= 0 && length <= bytes.remaining()) {
        byte[] cast = new byte[length];
        bytes.get(cast);
        return cast;
      }
    } catch (BufferUnderflowException _) {
      // Said below.
    }
    throw new ImageException("an image that is cut off");
  }

  private static byte[] rest(ByteBuffer bytes) {
    byte[] rest = new byte[bytes.remaining()];
    bytes.get(rest);
    return rest;
  }
}
