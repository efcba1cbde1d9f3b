package io.interlock.engine.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImagesTest {
  private final Images images = new Images(List.of(Thread.class), List.of());

  private enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "green";
      }
    }
  }

  private record Pair(@Nullable Object left, @Nullable Object right) {}

  /// Mutable, with a way back, and fields that no equality sees.
  private static final class Node {
    private final String name;
    private final transient int[] spare = {1, 2, 3};
    private @Nullable Object next;

    private Node(String name) {
      this.name = name;
    }

    private final class Inner {
      private String outer() {
        return name;
      }
    }
  }

  private interface Operator extends IntUnaryOperator, Serializable {}

  private Object again(Object graph) {
    return again(graph, Vocabulary.EMPTY);
  }

  private Object again(Object graph, Vocabulary known) {
    byte[] bytes = images.write(graph, known, StandIns.NONE);
    return images.read(bytes, Object.class, known, StandIns.NONE);
  }

  @Test
  void valuesAreEqualAfterwards() {
    BitSet bits = new BitSet();
    bits.set(70);
    List<Object> values =
        List.of(
            1,
            -2L,
            "text",
            true,
            'c',
            0.5,
            Colour.RED,
            Colour.GREEN,
            bits,
            Optional.of("x"),
            List.of(),
            List.of(1, 2, 3).subList(1, 3),
            IntStream.range(0, 40).boxed().toList(),
            Set.of("a", "b"),
            Map.of("k", 1),
            new ArrayList<>(List.of(1)),
            new HashMap<>(Map.of(1, 2)),
            new TreeMap<>(Map.of("a", 1, "b", 2)),
            EnumSet.of(Colour.RED),
            Collections.unmodifiableMap(new LinkedHashMap<>(Map.of(2, 3))),
            Collections.unmodifiableList(new ArrayList<>(List.of(5))),
            Collections.unmodifiableSet(EnumSet.of(Colour.RED)),
            Collections.unmodifiableSortedMap(new TreeMap<>(Map.of("a", 1))),
            new Pair(1, new Pair(null, "y")));
    for (Object value : values) {
      assertEquals(value, again(value), value.getClass().getName());
    }
    assertEquals(values, again(values));
    assertArrayEquals(new long[] {1, 2}, (long[]) again(new long[] {1, 2}));
    assertEquals(
        List.of(1, 2), List.copyOf((ArrayDeque<?>) again(new ArrayDeque<>(List.of(1, 2)))));
  }

  @Test
  void unmodifiableViewsStaySo() {
    Map<?, ?> map = (Map<?, ?>) again(Collections.unmodifiableMap(new TreeMap<>(Map.of(1, 2))));
    assertThrows(UnsupportedOperationException.class, map::clear);
  }

  @Test
  void fieldsComeBackAndWhatIsSharedIsShared() {
    Node first = new Node("first");
    Node second = new Node("second");
    first.next = second;
    second.next = first;
    Pair pair = (Pair) again(new Pair(first, second));
    Node left = assertInstanceOf(Node.class, pair.left());
    assertNotSame(first, left);
    assertEquals("first", left.name);
    assertArrayEquals(new int[] {1, 2, 3}, left.spare);
    assertSame(pair.right(), left.next);
    assertSame(left, assertInstanceOf(Node.class, left.next).next);
  }

  @Test
  void anInnerObjectKeepsItsOuterOne() {
    Node outer = new Node("outer");
    assertEquals("outer", ((Node.Inner) again(outer.new Inner())).outer());
  }

  @Test
  void lambdasThatAreSerializableComeBackWithWhatTheyCaptured() {
    int[] added = {40};
    Operator plus = number -> number + added[0];
    assertEquals(42, ((Operator) again(plus)).applyAsInt(2));
  }

  @Test
  void otherLambdasAreRefused() {
    IntUnaryOperator plus = number -> number + 1;
    Object graph = new Pair(plus, null);
    assertEquals(
        "a lambda of io.interlock.engine.image.ImagesTest, which is not Serializable; allowed: one"
            + " that is",
        refusal(() -> images.write(graph, Vocabulary.EMPTY, StandIns.NONE)));
  }

  @Test
  void wordsStandForThemselves() {
    IntUnaryOperator lambda = number -> number + 1;
    Node word = new Node("word");
    word.next = List.of(lambda, Map.of("key", new Node("deep")));
    Vocabulary known = Vocabulary.of(word);
    assertSame(word, again(word, known));
    assertSame(lambda, ((Pair) again(new Pair(null, lambda), known)).right());
    assertNull(((Pair) again(new Pair(null, lambda), known)).left());
  }

  @Test
  void moreWordsComeBehindTheCommonOnes() {
    Node common = new Node("common");
    Node own = new Node("own");
    own.next = common;
    Vocabulary known = Vocabulary.of(common);
    Vocabulary more = known.with(own);
    assertEquals(known.numberOf(common), more.numberOf(common));
    assertSame(own, again(own, more));
    assertSame(common, again(common, more));
    assertTrue(known.numberOf(own) < 0);
  }

  /// Sets and maps of the JDK go through their elements in an order that each JVM draws anew.
  @Test
  void wordsAreNumberedInTheOrderOfTheirKeys() {
    Node a = new Node("a");
    Node b = new Node("b");
    Vocabulary one = Vocabulary.of(new Pair(Map.of("a", a, "b", b), null));
    assertTrue(one.numberOf(a) < one.numberOf(b));
  }

  @Test
  void anImageOfSomethingElseIsRefused() {
    byte[] bytes = images.write("text", Vocabulary.of(new Node("a")), StandIns.NONE);
    assertEquals(
        "an image of something else, or of another build",
        refusal(() -> images.read(bytes, String.class, Vocabulary.EMPTY, StandIns.NONE)));
  }

  @Test
  void foreignObjectsAreRefused() {
    assertTrue(
        refusal(() -> images.write(new Pair(Path.of("x"), null), Vocabulary.EMPTY, StandIns.NONE))
            .endsWith("; allowed: classes of Interlock"));
  }

  @Test
  void mapsWhoseKindOfKeysIsHiddenAreRefused() {
    assertEquals(
        "an EnumMap, whose kind of keys nobody may read; allowed: TreeMap",
        refusal(() -> images.write(new EnumMap<>(Colour.class), Vocabulary.EMPTY, StandIns.NONE)));
  }

  @Test
  void whatBelongsToOneJvmIsStoodInFor() {
    StandIns threads =
        new StandIns() {
          @Override
          public Object standInOf(Object object) {
            return "this thread";
          }

          @Override
          public Object objectOf(Object standIn) {
            assertEquals("this thread", standIn);
            return Thread.currentThread();
          }
        };
    byte[] bytes = images.write(new Pair(Thread.currentThread(), 1), Vocabulary.EMPTY, threads);
    assertSame(
        Thread.currentThread(), images.read(bytes, Pair.class, Vocabulary.EMPTY, threads).left());
  }

  /// A record is made when all that it has is there, so it cannot be in what it has.
  @Test
  void aCircleThroughARecordIsRefused() {
    Node node = new Node("node");
    node.next = new Pair(node, null);
    byte[] bytes = images.write(node.next, Vocabulary.EMPTY, StandIns.NONE);
    assertTrue(
        refusal(() -> images.read(bytes, Pair.class, Vocabulary.EMPTY, StandIns.NONE))
            .startsWith("a circle through"));
    Pair next = (Pair) again(new Pair(new Node("other"), null));
    assertEquals("other", assertInstanceOf(Node.class, next.left()).name);
  }

  @Test
  void aRowThatIsTooLongIsRefused() {
    Node first = new Node("first");
    Node last = first;
    for (int i = 0; i < 200_000; i++) {
      Node next = new Node("next");
      last.next = next;
      last = next;
    }
    assertEquals(
        "objects that hold each other in too long a row",
        refusal(() -> images.write(first, Vocabulary.EMPTY, StandIns.NONE)));
    assertEquals("as before", again("as before"));
  }

  @Property(tries = 500)
  void bytesThatAreDamagedAreRefusedOrReadAndNothingElse(
      @ForAll @IntRange(min = 8, max = 200) int at, @ForAll byte wrong) {
    Node node = new Node("a name");
    node.next = new Pair(List.of(1, "two"), Map.of(Colour.RED, new Node("b")));
    byte[] bytes = images.write(node, Vocabulary.EMPTY, StandIns.NONE);
    if (at < bytes.length) {
      bytes[at] = wrong;
    }
    try {
      Object _ = images.read(bytes, Object.class, Vocabulary.EMPTY, StandIns.NONE);
    } catch (ImageException refused) {
      assertTrue(refused.getMessage() != null);
    }
    assertEquals("as before", again("as before"));
  }

  private static String refusal(Runnable work) {
    return String.valueOf(assertThrows(ImageException.class, work::run).getMessage());
  }
}
