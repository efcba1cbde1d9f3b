package io.interlock.engine.explore.counterexample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.shrink.EssentialRace;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CounterexampleFuzzTest {
  private static final String[] FRAGMENTS = {
    "[",
    "]",
    "{",
    "}",
    "\"",
    ",",
    ":",
    "\\",
    "\\u",
    "-",
    "1e999999999",
    "4294967296",
    "null",
    "true",
    "\u0000",
    "\n",
    "\"races\"",
    "\"schedule\": [",
    "NaN",
    "//",
    "/*",
    "\ud800"
  };

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void whatIsWrittenIsReadAgain(@ForAll("counterexamples") Counterexample counterexample) {
    String json = CounterexampleWriter.json(counterexample);
    assertEquals(counterexample, CounterexampleReader.parse(json, "f"));
    assertEquals(json, CounterexampleWriter.json(CounterexampleReader.parse(json, "f")));
  }

  @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
  void aDamagedFileIsReadOrRefusedInOneLine(
      @ForAll("counterexamples") Counterexample counterexample, @ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(CounterexampleWriter.json(counterexample));
    for (int i = random.nextInt(4); i >= 0; i--) {
      damage(text, random);
    }
    try {
      CounterexampleReader.parse(text.toString(), "f");
    } catch (CounterexampleException refused) {
      assertFalse(refused.getMessage().contains("\n"));
      assertFalse(refused.getMessage().length() > 1_000);
    }
  }

  private static void damage(StringBuilder text, Random random) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + 1 + random.nextInt(20));
    switch (random.nextInt(5)) {
      case 0 -> text.setLength(at);
      case 1 -> text.delete(at, to);
      case 2 -> text.insert(at, text.substring(at, to));
      case 3 -> text.insert(at, FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
      default -> text.replace(at, to, String.valueOf((char) random.nextInt(0x10000)));
    }
  }

  @Provide
  Arbitrary<Counterexample> counterexamples() {
    Arbitrary<String> names = Arbitraries.strings().ofMaxLength(12);
    Arbitrary<Origin> origins =
        Combinators.combine(names, names, names, Arbitraries.maps(names, names).ofMaxSize(3))
            .as(Origin::new);
    Arbitrary<Violation> violations = Combinators.combine(names, names).as(Violation::new);
    Arbitrary<List<Decision>> schedules = decisions(names).list().ofMinSize(1).ofMaxSize(6);
    return Combinators.combine(
            origins, violations, schedules, Arbitraries.longs(), Arbitraries.of(true, false), names)
        .as(CounterexampleFuzzTest::counterexample);
  }

  private static Arbitrary<Decision> decisions(Arbitrary<String> names) {
    return Combinators.combine(
            names, names, Arbitraries.integers().greaterOrEqual(0).list().ofMaxSize(3))
        .as(Decision::new);
  }

  private static Counterexample counterexample(
      Origin origin,
      Violation violation,
      List<Decision> schedule,
      long hash,
      boolean atEnd,
      String name) {
    int last = schedule.size() - 1;
    List<Long> hashes = Collections.nCopies(schedule.size(), hash);
    return new Counterexample(
        origin,
        violation,
        schedule,
        last,
        atEnd,
        hashes,
        List.of(
            new EssentialRace(0, last, name, name),
            new EssentialRace(last, EssentialRace.NEVER, name, name)),
        Counterexample.digest(schedule, hashes, violation));
  }
}
