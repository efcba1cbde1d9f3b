package io.interlock.engine.trace;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The digest of a trace: a chain of SHA-256 over its pages, each the 128-bit fold of 1024
/// deliveries.
///
/// A delivery is one 64-bit word that mixes the time in picoseconds, the names of sender and
/// receiver and the content of the message, so two runs with equal digests delivered the same
/// messages at the same times in the same order. Words are folded and not hashed one by one because
/// the JVM's SHA-256 becomes ten times slower where AVX-512 code has run on the same thread.
public final class TraceDigest {
  private static final long PAGE_MASK = 1023;

  private byte[] sealed = {};
  private long count;
  private long high;
  private long low = Mix.GOLDEN;

  /// Appends the word of one delivery.
  public void add(long word) {
    high = Mix.fold(high, word);
    low = Mix.fold(low, ~word);
    if ((++count & PAGE_MASK) == 0) {
      sealed = sealed();
    }
  }

  /// The digest of all words so far, as 64 hexadecimal digits; adding may go on afterwards.
  public String hex() {
    return HexFormat.of().formatHex(sealed());
  }

  /// The pages so far, and the open one.
  private byte[] sealed() {
    MessageDigest sha = sha256();
    sha.update(sealed);
    return sha.digest(page());
  }

  /// The digest of several worlds, taken in the order given.
  public static String combine(Iterable<String> digests) {
    MessageDigest sha = sha256();
    for (String digest : digests) {
      sha.update(HexFormat.of().parseHex(digest));
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private byte[] page() {
    return ByteBuffer.allocate(3 * Long.BYTES).putLong(count).putLong(high).putLong(low).array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
