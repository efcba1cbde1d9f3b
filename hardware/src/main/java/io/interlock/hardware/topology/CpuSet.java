package io.interlock.hardware.topology;

import io.interlock.hardware.text.OneLine;
import java.util.BitSet;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// An immutable set of CPU numbers, as Linux' cpumask. Printed and parsed in the kernel's list
/// format: `0-3,5`.
public final class CpuSet implements Iterable<Integer> {
  /// CPU numbers are below this, the most that Linux can be configured for on arm64.
  public static final int CPUS_MAX = 4096;

  private static final CpuSet EMPTY = new CpuSet(new BitSet());

  private final BitSet bits;

  private CpuSet(BitSet bits) {
    this.bits = bits;
  }

  public static CpuSet empty() {
    return EMPTY;
  }

  public static CpuSet of(int... cpus) {
    BitSet bits = new BitSet();
    for (int cpu : cpus) {
      bits.set(checked(cpu));
    }
    return new CpuSet(bits);
  }

  /// The CPUs `first` to `last`, both included.
  public static CpuSet range(int first, int last) {
    if (checked(first) > checked(last)) {
      throw new IllegalArgumentException(
          "CPU range %d-%d runs backwards; the first number must not exceed the last"
              .formatted(first, last));
    }
    BitSet bits = new BitSet();
    bits.set(first, last + 1);
    return new CpuSet(bits);
  }

  /// Reads the list format; an empty text is the empty set. Throws [IllegalArgumentException] with
  /// one line that says what is allowed.
  public static CpuSet parse(String text) {
    if (text.isBlank()) {
      return EMPTY;
    }
    BitSet bits = new BitSet();
    for (String part : text.strip().split(",", -1)) {
      int dash = part.indexOf('-');
      int first = number(dash < 0 ? part : part.substring(0, dash), text);
      int last = dash < 0 ? first : number(part.substring(dash + 1), text);
      if (first > last) {
        throw bad(text);
      }
      bits.set(first, last + 1);
    }
    return new CpuSet(bits);
  }

  public CpuSet and(CpuSet other) {
    BitSet result = (BitSet) bits.clone();
    result.and(other.bits);
    return new CpuSet(result);
  }

  public CpuSet or(CpuSet other) {
    BitSet result = (BitSet) bits.clone();
    result.or(other.bits);
    return new CpuSet(result);
  }

  /// The CPUs of this set that are not in the other.
  public CpuSet minus(CpuSet other) {
    BitSet result = (BitSet) bits.clone();
    result.andNot(other.bits);
    return new CpuSet(result);
  }

  public boolean intersects(CpuSet other) {
    return bits.intersects(other.bits);
  }

  public boolean contains(int cpu) {
    return cpu >= 0 && bits.get(cpu);
  }

  public boolean containsAll(CpuSet other) {
    return other.minus(this).isEmpty();
  }

  public boolean isEmpty() {
    return bits.isEmpty();
  }

  public int size() {
    return bits.cardinality();
  }

  /// The lowest CPU number. Throws if the set is empty.
  public int first() {
    return bits.stream().findFirst().orElseThrow(() -> new IllegalStateException("no CPU in set"));
  }

  /// CPU numbers, rising.
  public IntStream stream() {
    return bits.stream();
  }

  @Override
  public Iterator<Integer> iterator() {
    return bits.stream().iterator();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CpuSet that && bits.equals(that.bits);
  }

  @Override
  public int hashCode() {
    return bits.hashCode();
  }

  /// The list format; the empty set is an empty text, as in sysfs.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int first = bits.nextSetBit(0);
    while (first >= 0) {
      int last = bits.nextClearBit(first) - 1;
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (last > first) {
        text.append('-').append(last);
      }
      first = bits.nextSetBit(last + 1);
    }
    return text.toString();
  }

  private static int number(String digits, String text) {
    boolean plain = !digits.isEmpty() && digits.length() <= 4;
    for (int i = 0; plain && i < digits.length(); i++) {
      plain = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    if (!plain || Integer.parseInt(digits) >= CPUS_MAX) {
      throw bad(text);
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException(
        OneLine.of(
            "bad CPU list \"%s\"; allowed: numbers 0 to %d and rising ranges, such as 0-3,5"
                .formatted(text, CPUS_MAX - 1)));
  }

  private static int checked(int cpu) {
    if (cpu < 0 || cpu >= CPUS_MAX) {
      throw new IllegalArgumentException(
          "CPU number %d; allowed: 0 to %d".formatted(cpu, CPUS_MAX - 1));
    }
    return cpu;
  }
}
