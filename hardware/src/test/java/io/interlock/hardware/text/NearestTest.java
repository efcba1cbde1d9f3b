package io.interlock.hardware.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> NAMES = List.of("no-spe-4x4", "big-spe-4x4", "two-spus");

  @ParameterizedTest
  @CsvSource({"abc,abc,0", "abc,abd,1", "abc,acb,1", "abc,ab,1", "'',abc,3", "kitten,sitting,3"})
  void distanceCountsEditsAndNeighbourSwaps(String a, String b, int distance) {
    assertEquals(distance, Nearest.distance(a, b));
  }

  @Test
  void slipFindsTheNameThatWasMeant() {
    assertEquals("two-spus", Nearest.to("two-spsu", NAMES));
    assertEquals("big-spe-4x4", Nearest.to("BIG-SPE-4X", NAMES));
  }

  @Test
  void wordUnlikeAllNamesFindsNone() {
    assertNull(Nearest.to("graviton", NAMES));
    assertEquals("", Nearest.hint("graviton", NAMES));
    assertEquals(" (did you mean two-spus?)", Nearest.hint("two-spu", NAMES));
  }

  @Property(tries = 200)
  void distanceIsSymmetricAndZeroForItself(
      @ForAll @AlphaChars @StringLength(max = 12) String a,
      @ForAll @AlphaChars @StringLength(max = 12) String b) {
    assertEquals(Nearest.distance(a, b), Nearest.distance(b, a));
    assertEquals(0, Nearest.distance(a, a));
  }
}
