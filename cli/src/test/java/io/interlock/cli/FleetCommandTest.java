package io.interlock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetCommandTest {
  private static final String FLEET =
      """
      run { for = 20ms, seed = 3 }
      hosts { a { preset = dual, count = 2 }, b { preset = no-spe-4x4 } }
      vms {
        tick { vcpus = 1, guest = timer-tick, tick-hz = 1000, count = 3, memory = 1 MiB }
        profiled { vcpus = 1, guest = perf-record, spe {}, affinity = "2-3", hosts = a, count = 2 }
      }
      fleet { placement = first-fit, fabric.latency = 100us,
              events = ["at 5ms migrate tick-0 to a-1", "at 6ms migrate tick-1 to b"] }
      """;

  private final Path file;
  private final CliFixture cli =
      new CliFixture(
          (_, _) -> {
            throw new IllegalStateException("no run");
          },
          Map.of());

  FleetCommandTest(@TempDir Path folder) throws IOException {
    file = Files.writeString(folder.resolve("fleet.conf"), FLEET);
  }

  @Test
  void jsonHasWhatScriptsAskFor() throws IOException {
    assertEquals(
        ExitStatus.OK, cli.execute("fleet", file.toString(), "--json", "--quiet"), cli.err());
    JsonNode result = new ObjectMapper().readTree(cli.out());
    assertEquals(64, result.get("digest").asText().length());
    assertEquals(0.02, result.get("virtualSeconds").asDouble());
    assertEquals(3, result.get("hosts").asInt());
    assertEquals(5, result.get("vcpus").asInt());
    assertEquals(5, result.get("vms").size());
    assertEquals(1, result.get("migrations").get("completed").asInt());
    assertEquals(0, result.get("violations").size());
    for (String key : new String[] {"cpuSeconds", "stealSeconds", "exits", "failEntries"}) {
      assertTrue(result.get("vms").get(0).has(key), key);
    }
  }

  @Test
  void textSaysWhatWasNotDone() {
    assertEquals(ExitStatus.OK, cli.execute("fleet", file.toString(), "--quiet"), cli.err());
    assertTrue(cli.out().contains("  hosts      3 (3 up)\n"), cli.out());
    assertTrue(cli.out().contains("  live migrations: 1 completed, 0 aborted"), cli.out());
    assertTrue(
        cli.out().contains("migration of tick-1: not to b: the system counter there runs at"),
        cli.out());
  }

  @Test
  void checkTellsWhichHostsCanHaveWhich() {
    assertEquals(ExitStatus.OK, cli.execute("check", file.toString()), cli.err());
    assertTrue(cli.out().contains("  3 hosts, 5 VMs with 5 vCPUs\n"), cli.out());
    assertTrue(cli.out().contains("for VMs tick\n    not profiled: "), cli.out());
  }

  @Test
  void checkCountsOneOfAThingAsOne() {
    String[] one = {"--set", "hosts.a.count=1", "--set", "fleet.events=at 1ms drain b"};
    assertEquals(
        ExitStatus.OK, cli.execute("check", file.toString(), one[0], one[1], one[2], one[3]));
    assertTrue(cli.out().contains("  a: 1 host like dual with 4 CPUs, "), cli.out());
  }

  @Test
  void anEventAfterTheEndIsNotLeftOutInSilence() {
    String late = "fleet.events=[\"at 5ms drain b\", \"at  21ms drain a-0\"]";
    assertEquals(ExitStatus.OK, cli.execute("check", file.toString(), "--set", late), cli.err());
    String missed = "at 21ms drain a-0: the run is over by then\n";
    assertTrue(cli.out().contains("\nNotes:\n  --set " + late + ": " + missed), cli.out());
    assertEquals(
        ExitStatus.OK, cli.execute("fleet", file.toString(), "--quiet", "--set", late), cli.err());
    assertTrue(cli.out().endsWith("\nnot done:\n  " + missed), cli.out());
  }

  @Test
  void anOrdinaryScenarioIsAFleetWhereNothingHappens() throws IOException {
    Files.writeString(
        file, "host.preset = pair\nrun.for = 5ms\nvms.a { vcpus = 1, guest = timer-tick }\n");
    assertEquals(ExitStatus.OK, cli.execute("fleet", file.toString(), "--quiet"), cli.err());
    assertTrue(cli.out().contains("1 placed"), cli.out());
  }

  @Test
  void aBadFleetIsRefusedInOneLine() {
    int status = cli.execute("fleet", file.toString(), "--set", "fleet.events=at 1s drain nowhere");
    assertEquals(ExitStatus.BAD_CALL, status);
    assertEquals(
        "--set fleet.events=at 1s drain nowhere: no host is named 'nowhere';"
            + " allowed: a-0 to a-1, b\n",
        cli.err());
  }

  @Test
  void aJournalThatIsEmptiedIsNotGoneOnWith(@TempDir Path kept) throws IOException {
    Path _ = Files.createFile(kept.resolve("fleet.mv.db"));
    String[] resume = {"fleet", file.toString(), "--journal", kept.toString(), "--resume"};
    assertEquals(ExitStatus.BAD_CALL, cli.execute(resume));
    String complaint = "interlock: --resume without a fleet to go on with; ";
    assertTrue(cli.err().startsWith(complaint), cli.err());
  }

  @Test
  void whoeverGoesOnIsToldWhereThatIs(@TempDir Path kept) throws SQLException {
    String[] resume = {"fleet", file.toString(), "--journal", kept.toString(), "--resume"};
    DriverManager.getConnection("jdbc:h2:file:" + kept + "/fleet").close();
    assertEquals(ExitStatus.OK, cli.execute(resume), cli.err());
    String begins = "interlock: no window is kept in --journal: the fleet begins anew\n";
    assertTrue(cli.err().startsWith(begins), cli.err());
    Matcher windows = Pattern.compile("in ([0-9]+ windows)\n").matcher(cli.out());
    assertTrue(windows.find(), cli.out());
    assertEquals(ExitStatus.OK, cli.execute(resume), cli.err());
    String goesOn =
        "\ninterlock: the fleet goes on after " + windows.group(1) + ", which --journal";
    assertTrue(cli.err().contains(goesOn), cli.err());
  }

  @Test
  void aJournalThatIsDamagedIsRefusedInOneLine(@TempDir Path kept) throws IOException {
    Files.writeString(kept.resolve("fleet.mv.db"), "junk".repeat(10_000));
    assertEquals(
        ExitStatus.BAD_CALL,
        cli.execute("fleet", file.toString(), "--journal", kept.toString(), "--resume"));
    assertTrue(cli.err().startsWith("interlock: journal " + kept + ": "), cli.err());
    assertEquals(1, cli.err().lines().count(), cli.err());
  }

  @Test
  void whatIsSaidOfNodesIsRefusedWhereThereAreNone() {
    for (String option : List.of("--tls", "--bind", "--node-threads")) {
      assertEquals(ExitStatus.BAD_CALL, cli.execute("fleet", file.toString(), option, "1"));
      String complaint = " for a fleet without nodes; allowed: it beside --nodes or --journal\n";
      assertTrue(cli.err().endsWith("interlock: " + option + complaint), cli.err());
    }
  }

  @Test
  void certificatesMustBeFiles(@TempDir Path tls) throws IOException {
    Path _ = Files.createDirectory(tls.resolve("tls.crt"));
    String[] call = {"fleet", file.toString(), "--nodes", "1", "--tls", tls.toString()};
    assertEquals(ExitStatus.BAD_CALL, cli.execute(call), cli.err());
    assertTrue(
        cli.err().startsWith("interlock: --tls " + tls + ": no readable tls.crt;"), cli.err());
  }

  @Test
  void thePageIsAtThePortThatWasAskedFor() {
    assertEquals(
        ExitStatus.OK, cli.execute("fleet", file.toString(), "--quiet", "--http", "0"), cli.err());
    assertTrue(
        cli.err().matches("interlock: http://127\\.0\\.0\\.1:[0-9]+/ shows the fleet\n"),
        cli.err());
  }

  @Test
  void aPortThatCannotBeHadIsRefusedInOneLine() throws IOException {
    assertEquals(
        ExitStatus.BAD_CALL, cli.execute("fleet", file.toString(), "--http", "65536"), cli.err());
    assertEquals("interlock: --http 65536; allowed: 0 to 65535\n", cli.err());
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertEquals(ExitStatus.BAD_CALL, cli.execute("fleet", file.toString(), "--http", port));
      assertTrue(
          cli.err()
              .endsWith(
                  "--http "
                      + port
                      + ": Address already in use; allowed: a port that is free, or 0\n"),
          cli.err());
    }
  }
}
