package io.interlock.engine.explore.counterexample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.shrink.EssentialRace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterexampleFileTest {
  private static final Counterexample EXAMPLE =
      new Counterexample(
          new Origin("0.1.0", "host {\n  cpus = 2\n}", "", Map.of("b", "2", "a", "ü")),
          new Violation("single-residency", "v0 on 0 and 1"),
          List.of(new Decision("!go", "pe0", List.of()), new Decision("pe0", "pe1", List.of(1, 0))),
          1,
          false,
          List.of(1L, -1L),
          List.of(
              new EssentialRace(0, 1, "pe0", "pe1"),
              new EssentialRace(1, EssentialRace.NEVER, "pe2", "pe1")),
          "0".repeat(64));

  private static final String TEXT =
      """
      {
      "counterexample": 1,
      "digest": "0000000000000000000000000000000000000000000000000000000000000000",
      "failingStep": 1,
      "listed": 1,
      "message": "v0 on 0 and 1",
      "overrides": {"a": "\\u00fc", "b": "2"},
      "property": "single-residency",
      "races": [
      {"first": 0, "from": "pe0", "second": 1, "to": "pe1"},
      {"first": 1, "from": "pe2", "to": "pe1"}
      ],
      "scenario": "host {\\n  cpus = 2\\n}",
      "schedule": [
      {"from": "!go", "hash": "0000000000000001", "to": "pe0"},
      {"choices": [1, 0], "from": "pe0", "hash": "ffffffffffffffff", "to": "pe1"}
      ],
      "tool": "0.1.0",
      "variant": ""
      }
      """;

  @Test
  void theFileIsTheSameToTheByte(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("c.json");
    CounterexampleWriter.write(EXAMPLE, file);
    assertEquals(TEXT, Files.readString(file, StandardCharsets.US_ASCII));
  }

  @Test
  void whatWasWrittenIsRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("c.json");
    Files.writeString(file, TEXT);
    assertEquals(EXAMPLE, CounterexampleReader.read(file));
  }

  @Test
  void anExecutionThatIsJudgedAtItsEndFailsAfterItsLastStep() {
    Counterexample read = parsed("\"failingStep\": 1", "\"failingStep\": 2");
    assertTrue(read.atEnd());
    assertEquals(2, read.failingStep());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"counterexample\": 1 | \"counterexample\": 2 |"
            + " f:2:19: the format version is 2; allowed: a whole number, 1 to 1",
        "\"counterexample\": 1, | |"
            + " f:3:11: is not a counterexample: its first key is 'digest'; allowed: the first key"
            + " counterexample",
        "\"listed\": 1 | \"listed\": \"1\" |"
            + " f:5:11: listed is the string '1'; allowed: a whole number, 0 to 2147483647",
        "\"listed\": 1 | \"listed\": 4294967296 |"
            + " f:5:11: listed is 4294967296; allowed: a whole number, 0 to 2147483647",
        "\"listed\": 1 | \"listed\": 99999999999999999999 |"
            + " f:5:11: listed is 99999999999999999999; allowed: a whole number, 0 to 2147483647",
        "\"listed\": 1 | \"listed\": -1 |"
            + " f:5:11: listed is -1; allowed: a whole number, 0 to 2147483647",
        "\"listed\": 1 | \"listed\": 3 | f: listed is 3; allowed: 0 to 2",
        "\"listed\": 1, | | f: lacks listed; allowed: an object with all of its keys",
        "\"failingStep\": 1 | \"failingStep\": 7 |"
            + " f: failingStep is 7; allowed: the last of the 2 decisions or their number",
        "\"variant\": \"\" | \"variant\": null |"
            + " f:19:12: variant is null; allowed: a string of at most 1000 characters",
        "\"variant\" | \"variation\" |"
            + " f:19:14: unknown key 'variation'; allowed: digest, failingStep, listed, message,"
            + " overrides, property, races, scenario, schedule, tool, variant",
        "[1, 0] | [1, [0]] | f:16:17: a choice is an array; allowed: a whole number, 0 to"
            + " 2147483647",
        "ffffffffffffffff | fffffffffffffffg | f:16:44: hash is the string 'fffffffffffffffg';"
            + " allowed: 16 hexadecimal digits",
        "\"second\": 1 | \"second\": 2 | f: a race of steps 0 and 2; allowed: steps below 2",
        "\"first\": 0, | | f:10:1: a race lacks first, from or to; allowed: all three",
        "\"tool\": \"0.1.0\" | \"tool\": {} | f:18:9: tool is an object; allowed: a string of at"
            + " most 1000 characters",
      })
  void whatDoesNotFitIsRefusedWhereItIs(String from, String to, String complaint) {
    CounterexampleException refused =
        assertThrows(CounterexampleException.class, () -> parsed(from, to == null ? "" : to));
    assertEquals(complaint, refused.getMessage().replace(", or their", " or their"));
  }

  @Test
  void aFileThatEndsTooSoonIsRefusedWhereItEnds() {
    for (int length = 0; length < TEXT.length() - 2; length++) {
      String cut = TEXT.substring(0, length);
      CounterexampleException refused =
          assertThrows(
              CounterexampleException.class, () -> CounterexampleReader.parse(cut, "f"), cut);
      assertTrue(refused.getMessage().startsWith("f:"), refused.getMessage());
    }
  }

  @Test
  void moreThanOneObjectIsRefused() {
    CounterexampleException refused =
        assertThrows(
            CounterexampleException.class, () -> CounterexampleReader.parse(TEXT + "{}", "f"));
    assertEquals("f:21:1: something follows the object; allowed: one object", refused.getMessage());
  }

  @Test
  void deepNestingIsRefusedAtItsBeginning() {
    CounterexampleException refused =
        assertThrows(
            CounterexampleException.class,
            () -> parsed("\"races\": [", "\"races\": [" + "[".repeat(1_000_000)));
    assertEquals("f:9:11: a race is an array; allowed: an object", refused.getMessage());
  }

  @Test
  void anotherFileIsRefusedInOneLine(@TempDir Path folder) throws IOException {
    assertEquals(
        "none.json: no such file; allowed: a readable counterexample of at most 32 MiB",
        refused(Path.of("none.json")).getMessage());
    assertTrue(refused(folder).getMessage().contains("is a directory"));
    Path binary = Files.write(folder.resolve("b"), new byte[] {(byte) 0xC3, 0x28});
    assertTrue(refused(binary).getMessage().contains("is not text"));
    Path endless = Path.of("/dev/zero");
    assumeTrue(Files.exists(endless), "no " + endless);
    assertTrue(refused(endless).getMessage().contains("is a device or a pipe"));
  }

  @Test
  void aFileOfFourGibibytesIsRefusedWithoutReadingIt(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(4L << 30);
    }
    assertTrue(refused(file).getMessage().contains("is larger than 32 MiB"));
  }

  private static CounterexampleException refused(Path file) {
    return assertThrows(CounterexampleException.class, () -> CounterexampleReader.read(file));
  }

  private static Counterexample parsed(String from, String to) {
    assertTrue(TEXT.contains(from), from);
    return CounterexampleReader.parse(TEXT.replace(from, to), "f");
  }
}
