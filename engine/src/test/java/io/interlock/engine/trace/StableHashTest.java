package io.interlock.engine.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StableHashTest {
  private static final StableHash HASH = StableHash.ofMessages(StableHashTest::reference);

  private enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "bodied";
      }
    }
  }

  private record Empty() {}

  private record Inner(int n, Colour colour) {}

  @SuppressWarnings("ArrayRecordComponent") // a message may have one
  private record Outer(Inner inner, List<Inner> list, long[] array, Named who) {}

  private record Primitives(boolean a, byte b, short c, char d, int e, long f, float g, double h) {}

  /// Something with an identity and a name, as an actor reference has.
  private static final class Named {
    private final long name;

    private Named(long name) {
      this.name = name;
    }
  }

  private static long reference(Object value) {
    return value instanceof Named named ? named.name : 0;
  }

  @Test
  void vectorsThatNoVersionMayChange() {
    assertEquals(Mix.text("null"), HASH.of(null));
    assertEquals(fold("java.lang.String", Mix.fold(3, "abc".hashCode())), HASH.of("abc"));
    assertEquals(fold("java.lang.Integer", 7), HASH.of(7));
    assertEquals(fold("java.lang.Boolean", 1), HASH.of(true));
    assertEquals(Mix.text(Empty.class.getName()), HASH.of(new Empty()));
    assertEquals(
        Mix.fold(fold(Inner.class.getName(), 3), HASH.of(Colour.RED)),
        HASH.of(new Inner(3, Colour.RED)));
    assertEquals(0xE220A8397B1DCDAFL, Mix.mix(Mix.GOLDEN), "SplitMix64, seed 0, first output");
    assertEquals(0x6E789E6AA1B965F4L, Mix.mix(Mix.GOLDEN << 1), "second output");
  }

  @Test
  void equalContentHasEqualHashesWhateverTheIdentity() {
    assertEquals(HASH.of(outer(1, 2, 9)), HASH.of(outer(1, 2, 9)));
    assertNotEquals(HASH.of(outer(1, 2, 9)), HASH.of(outer(2, 2, 9)));
    assertNotEquals(HASH.of(outer(1, 2, 9)), HASH.of(outer(1, 3, 9)));
    assertNotEquals(HASH.of(outer(1, 2, 9)), HASH.of(outer(1, 2, 8)), "the reference counts");
  }

  private static Outer outer(int n, long element, long name) {
    return new Outer(
        new Inner(n, Colour.GREEN),
        new ArrayList<>(List.of(new Inner(5, Colour.RED))),
        new long[] {1, element},
        new Named(name));
  }

  @Test
  void everyPrimitiveComponentCounts() {
    Primitives base = new Primitives(true, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d);
    List<Primitives> others =
        List.of(
            new Primitives(false, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d),
            new Primitives(true, (byte) 9, (short) 2, 'c', 4, 5L, 6f, 7d),
            new Primitives(true, (byte) 1, (short) 9, 'c', 4, 5L, 6f, 7d),
            new Primitives(true, (byte) 1, (short) 2, 'x', 4, 5L, 6f, 7d),
            new Primitives(true, (byte) 1, (short) 2, 'c', 9, 5L, 6f, 7d),
            new Primitives(true, (byte) 1, (short) 2, 'c', 4, 9L, 6f, 7d),
            new Primitives(true, (byte) 1, (short) 2, 'c', 4, 5L, 9f, 7d),
            new Primitives(true, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 9d));
    assertEquals(8, others.stream().map(HASH::of).distinct().count());
    others.forEach(other -> assertNotEquals(HASH.of(base), HASH.of(other)));
  }

  @Test
  void listsAreOrderedAndSetsAndMapsAreNot() {
    assertNotEquals(HASH.of(List.of(1, 2)), HASH.of(List.of(2, 1)));
    assertEquals(HASH.of(List.of(1, 2)), HASH.of(new ArrayList<>(List.of(1, 2))));
    SequencedSet<Integer> set = new LinkedHashSet<>(List.of(2, 1));
    assertEquals(HASH.of(Set.of(1, 2)), HASH.of(set));
    SequencedMap<Integer, String> map = new LinkedHashMap<>();
    map.put(2, "b");
    map.put(1, "a");
    assertEquals(HASH.of(Map.of(1, "a", 2, "b")), HASH.of(map));
    assertNotEquals(HASH.of(Map.of(1, "b", 2, "a")), HASH.of(map));
  }

  @Test
  void valuesOfTheLibraryCountByContent() {
    List<Object> values =
        List.of(
            1,
            1L,
            (short) 1,
            1f,
            1d,
            '1',
            "1",
            true,
            BigInteger.ONE,
            BigDecimal.ONE,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            new UUID(1, 1),
            new UUID(1, 2),
            Optional.of(1),
            Optional.empty(),
            Colour.RED,
            Colour.GREEN,
            new int[] {1},
            new int[] {2},
            new byte[] {1},
            new String[] {"1"});
    assertEquals(values.size(), values.stream().map(HASH::of).distinct().count());
    assertEquals(HASH.of(Duration.parse("PT1.000S")), HASH.of(Duration.ofSeconds(1)));
    assertEquals(HASH.of(new int[] {1, 2}), HASH.of(new int[] {1, 2}));
  }

  @Test
  void lambdasAreAllAlikeAndOtherObjectsCountByTheirClass() {
    Runnable one = () -> {};
    Runnable two = StableHashTest::new;
    assertEquals(HASH.of(one), HASH.of(two));
    assertEquals(HASH.of(new Object()), HASH.of(new Object()));
    assertNotEquals(HASH.of(new Object()), HASH.of(new Thread()));
  }

  @Test
  void aClassMaySayWhatCounts() {
    record Odd(int n) implements StableHashed {
      @Override
      public long stableHash() {
        return n & 1;
      }
    }
    assertEquals(HASH.of(new Odd(1)), HASH.of(new Odd(3)));
    assertNotEquals(HASH.of(new Odd(1)), HASH.of(new Odd(2)));
  }

  private static long fold(String type, long value) {
    return Mix.fold(Mix.text(type), value);
  }
}
