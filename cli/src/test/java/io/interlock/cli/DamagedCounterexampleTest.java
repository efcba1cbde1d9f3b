package io.interlock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is left of a counterexample after an accident, or after somebody's edit.
class DamagedCounterexampleTest {
  private static final Path POSTED = Path.of("..", "examples", "partitioned-pmu-v5.conf");
  private static final int MUTANTS = 150;

  @TempDir private static Path folder = Path.of("");

  private static String whole = "";

  @BeforeAll
  static void explore() throws IOException {
    var cli = CliFixture.answering(SampleResult.of(false));
    String out = folder.resolve("found").toString();
    int status =
        cli.execute("explore", POSTED.toString(), "--first", "--shortest", "--quiet", "--out", out);
    assertEquals(ExitStatus.VIOLATION, status, cli.err());
    whole = Files.readString(folder.resolve("found/01-host-registers-preserved.json"));
  }

  /// The complaint about a file, or nothing where it replays.
  private static String replay(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("damaged.json"), text);
    var cli = CliFixture.answering(SampleResult.of(false));
    int status = cli.execute("replay", file.toString());
    if (status == ExitStatus.VIOLATION) {
      return "";
    }
    assertEquals(ExitStatus.BAD_CALL, status, cli.err());
    assertEquals("", cli.out());
    assertEquals(1, cli.err().lines().count(), cli.err());
    assertFalse(cli.err().contains("Exception"), cli.err());
    assertTrue(cli.err().contains("damaged.json"), cli.err());
    return cli.err();
  }

  @Test
  void theWholeOneReplays() throws IOException {
    assertEquals("", replay(whole));
  }

  @ParameterizedTest
  @CsvSource({
    "\"counterexample\": 1,            \"counterexample\": 2,          the format version is 2",
    "host/vm-sampling/vcpu0,           host/vm-sampling/vcpu9,         expected delivery from",
    "\"failingStep\": 38,              \"failingStep\": 99999999999,   failingStep is 99999999999",
    "\"failingStep\": 38,              \"failingStep\": 7,             the last of the 39",
    "\"hash\": \",                     \"hash\": \"0,                  16 hexadecimal digits",
    "host-registers-preserved,         no-such-property,               expected no-such-property",
    "pmu-partitioned-v5,               pmu-partitioned-v6,             no program is named",
    "\\\"pair\\\",                     \\\"pear\\\",                   unknown host",
    "mmio user,                        mmio nobody,                    mmio",
    "\\\"affinity\\\":\\\"0\\\",       \\\"affinity\\\":\\\"77\\\",    CPUs 0-1",
    "\"overrides\": {},                \"overrides\": {\"../x\": \"\"}, file ../x"
  })
  void anEditIsRefusedWithItsPlaceAndWhatIsAllowed(String from, String to, String complaint)
      throws IOException {
    assertTrue(whole.contains(from), from);
    assertTrue(replay(whole.replace(from, to)).contains(complaint), () -> from + " -> " + to);
  }

  @Test
  void whatIsCutOffIsRefused() throws IOException {
    for (int i = 1; i < 20; i++) {
      String cut = whole.substring(0, whole.length() * i / 20);
      assertTrue(replay(cut).contains("allowed: "), cut);
    }
  }

  @Test
  void anyDamageIsRefusedInOneLineOrDoesNotMatter() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = whole;
      for (int damage = random.nextInt(3); damage >= 0; damage--) {
        mutant = damage(random).apply(mutant);
      }
      String _ = replay(mutant);
    }
  }

  private static UnaryOperator<String> damage(Random random) {
    int what = random.nextInt(5);
    int at = random.nextInt(1 << 20);
    int length = random.nextInt(200);
    char other = (char) (' ' + random.nextInt(0x200));
    return text -> {
      int from = at % (text.length() + 1);
      int to = Math.min(text.length(), from + length);
      return switch (what) {
        case 0 -> text.substring(0, from) + other + text.substring(from);
        case 1 -> text.substring(0, from) + text.substring(to);
        case 2 -> text.substring(0, to) + text.substring(from);
        case 3 -> text.substring(0, from) + "999999999" + text.substring(from);
        default ->
            from == text.length()
                ? text
                : text.substring(0, from) + other + text.substring(from + 1);
      };
    };
  }
}
