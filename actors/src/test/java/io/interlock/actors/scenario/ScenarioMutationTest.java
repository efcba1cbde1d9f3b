package io.interlock.actors.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Damaged scenarios give a scenario or one line, never anything else.
class ScenarioMutationTest {
  private static final int MUTANTS = 100_000;
  private static final long SEED = 2026;

  private static final List<String> SCENARIOS =
      List.of(
          "host{preset=p,count=2}\nrun{for=1s,seed=4}\nvms{a{vcpus=2,guest=timer-tick,affinity=\"0-3\"}}",
          "hosts{a{device-tree=\"x.dtb\",costs{migration=1ns}},b{preset=q}}\nvms.v{vcpus=1,nice=-3,guest=[\"wfi\"]}",
          "x=\"0-3\"\nhost.preset=p\nvms.a{vcpus=1,guest=idle,affinity=${x}}\nvms.b=${vms.a}{nice=1}");

  /// What mutations put in: the signs of HOCON, numbers at the edge, and words that mean something.
  private static final List<String> FRAGMENTS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "=",
          ":",
          "+=",
          ",",
          "\"",
          "\"\"\"",
          "\\",
          "\n",
          "#",
          "//",
          ".",
          "${",
          "${?x}",
          "${x}",
          "null",
          "true",
          "-1",
          "0",
          "1e999",
          "9223372036854775808",
          "1ps",
          "min",
          "include",
          "include \"s.conf\"",
          "required(",
          "vms",
          "host",
          "\u0000",
          "\u2028",
          "\ud83d\ude00",
          "\t",
          "&");

  @Test
  void everyMutantIsReadOrRefusedInOneLine() {
    Path file = Path.of("s.conf");
    var random = new SplittableRandom(SEED);
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = mutate(SCENARIOS.get(i % SCENARIOS.size()), random);
      read += isRead(file, mutant) ? 1 : 0;
    }
    assertTrue(read > MUTANTS / 100 && read < MUTANTS / 2, read + " of the mutants were valid");
  }

  private static boolean isRead(Path file, String text) {
    try {
      ScenarioReader.parse(file, text);
      return true;
    } catch (ScenarioException e) {
      String message = String.valueOf(e.getMessage());
      assertEquals(1, message.lines().count(), text);
      assertTrue(message.startsWith(file + ":"), message);
      assertTrue(message.contains("allowed"), message);
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + SEED + ", mutant:\n" + text, e);
    }
  }

  private static String mutate(String text, SplittableRandom random) {
    var mutant = new StringBuilder(text);
    for (int edits = 1 + random.nextInt(4); edits > 0 && !mutant.isEmpty(); edits--) {
      int at = random.nextInt(mutant.length());
      int end = Math.min(mutant.length(), at + 1 + random.nextInt(8));
      switch (random.nextInt(4)) {
        case 0 -> mutant.delete(at, end);
        case 1 -> mutant.insert(at, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        case 2 -> mutant.insert(at, mutant.substring(at, end));
        default ->
            mutant.setCharAt(
                at,
                (char) (random.nextInt(8) == 0 ? random.nextInt(0xd800) : 32 + random.nextInt(95)));
      }
    }
    return mutant.toString();
  }
}
