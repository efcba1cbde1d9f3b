package io.interlock.engine.trace;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The digest of a trace: SHA-256 over one big-endian 64-bit word for each delivery.
///
/// A word mixes the time in picoseconds, the names of sender and receiver and the content of the
/// message, so two runs with equal digests delivered the same messages at the same times in the
/// same order.
public final class TraceDigest {
  private final MessageDigest sha = sha256();
  private final byte[] bytes = new byte[8192];
  private final ByteBuffer words = ByteBuffer.wrap(bytes);

  /// Appends the word of one delivery.
  public void add(long word) {
    if (!words.hasRemaining()) {
      drain();
    }
    words.putLong(word);
  }

  /// The digest of all words so far, as 64 hexadecimal digits; adding may go on afterwards.
  public String hex() {
    drain();
    try {
      return HexFormat.of().formatHex(((MessageDigest) sha.clone()).digest());
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The digest of several worlds, taken in the order given.
  public static String combine(Iterable<String> digests) {
    MessageDigest sha = sha256();
    for (String digest : digests) {
      sha.update(HexFormat.of().parseHex(digest));
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private void drain() {
    sha.update(bytes, 0, words.position());
    words.clear();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
