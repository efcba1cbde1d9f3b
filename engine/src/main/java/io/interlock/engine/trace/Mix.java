package io.interlock.engine.trace;

/// 64-bit mixing, the one source of pseudo-randomness and hashing in the engine.
///
/// The finalizer is SplitMix64's (Steele, Lea, Flood 2014): a bijection in which every input bit
/// reaches every output bit.
public final class Mix {
  /// The odd constant that SplitMix64 steps by.
  public static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Mix() {}

  /// Scrambles one word.
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// Folds `value` into the running hash `hash`; order matters.
  public static long fold(long hash, long value) {
    return mix(hash * GOLDEN + value);
  }

  /// Takes `value` into the running hash of a long row of words, at a third of the price of
  /// [#fold]; whoever uses the result folds it.
  public static long absorb(long hash, long value) {
    long sum = (hash ^ value) * GOLDEN;
    return sum ^ (sum >>> 32);
  }

  /// The hash of a text, equal in every JVM.
  public static long text(CharSequence text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = fold(hash, text.charAt(i));
    }
    return hash;
  }
}
