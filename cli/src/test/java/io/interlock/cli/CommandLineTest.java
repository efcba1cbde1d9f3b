package io.interlock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.interlock.actors.result.Progress;
import io.interlock.actors.result.Violation;
import io.interlock.actors.scenario.Scenario;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  @TempDir Path folder = Path.of("");
  private String scenario = "";

  @BeforeEach
  void writeScenario() throws IOException {
    Path file = folder.resolve("s.conf");
    Files.writeString(
        file, "host.preset = dual\nvms.a { vcpus = 2, guest = idle, affinity = 0-3 }\n");
    scenario = file.toString();
  }

  @Test
  void runPrintsTheSummaryAndNothingElse() {
    var cli = CliFixture.answering(SampleResult.of(false));

    assertEquals(ExitStatus.OK, cli.execute("run", scenario));
    assertEquals(TextSummary.of(SampleResult.of(false)), cli.out());
    assertEquals("", cli.err());
  }

  @Test
  void theStatusTellsViolationsAndInterruptions() {
    var violation = new Violation("progress", "nothing is enabled", 0.5);

    assertEquals(
        ExitStatus.VIOLATION,
        CliFixture.answering(SampleResult.of(false, violation)).execute("run", scenario));
    assertEquals(
        ExitStatus.INTERRUPTED,
        CliFixture.answering(SampleResult.of(true, violation)).execute("run", scenario));
  }

  @Test
  void jsonIsOneObjectWithTheAgreedNames() throws IOException {
    var cli = CliFixture.answering(SampleResult.of(false, new Violation("progress", "stuck", 0.5)));

    cli.execute("run", "--json", scenario);

    assertEquals(1, cli.out().lines().count());
    JsonNode json = new ObjectMapper().readTree(cli.out());
    assertEquals(
        List.of(
            "scenario",
            "host",
            "seed",
            "digest",
            "mode",
            "granularity",
            "interrupted",
            "virtualSeconds",
            "wallSeconds",
            "events",
            "hosts",
            "vcpus",
            "vms",
            "pes",
            "violations",
            "notes"),
        names(json));
    assertEquals(
        List.of(
            "name",
            "host",
            "vcpus",
            "cpuSeconds",
            "stealSeconds",
            "exits",
            "interrupts",
            "migrations",
            "failEntries",
            "interruptLatency",
            "guestSeconds",
            "interruptStages",
            "reports"),
        names(json.path("vms").path(0)));
    assertEquals(
        List.of(
            "host", "cpu", "coreType", "utilisation", "interrupts", "switches", "interruptLatency"),
        names(json.path("pes").path(0)));
    assertEquals(
        List.of("count", "p50Nanos", "p99Nanos", "maxNanos"),
        names(json.path("pes").path(0).path("interruptLatency")));
    assertEquals(List.of("property", "message", "at"), names(json.path("violations").path(0)));
    assertEquals(1.5, json.path("virtualSeconds").asDouble());
    assertEquals("web", json.path("vms").path(1).path("name").asText());
  }

  private static List<String> names(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void outMakesTheFolderAndWritesTheResult() throws IOException {
    Path reports = folder.resolve("a/b");
    var cli = CliFixture.answering(SampleResult.of(false));

    assertEquals(
        ExitStatus.OK, cli.execute("run", scenario, "--out", reports.toString(), "--json"));

    var mapper = new ObjectMapper();
    assertEquals(
        mapper.readTree(cli.out()), mapper.readTree(reports.resolve("result.json").toFile()));
  }

  @Test
  void outMustNotBeAFile() {
    var cli =
        new CliFixture(
            (_, _) -> {
              throw new AssertionError("must not run");
            },
            Map.of());

    assertEquals(ExitStatus.BAD_CALL, cli.execute("run", scenario, "--out", scenario));
    assertEquals(
        "interlock: --out "
            + scenario
            + ": is not a folder; allowed: a folder that exists or can be made, and written to\n",
        cli.err());
  }

  @Test
  void optionsReachTheScenario() {
    var seen = new ArrayList<Scenario>();
    var cli =
        new CliFixture(
            (scenario, _) -> {
              seen.add(scenario);
              return SampleResult.of(false);
            },
            Map.of());

    cli.execute(
        "run",
        scenario,
        "--seed",
        "-7",
        "--mode=live",
        "--threads",
        "3",
        "--set",
        "run.for=5ms",
        "--set",
        "vms.a.nice=4");

    assertEquals(-7, seen.getFirst().run().seed());
    assertEquals(3, seen.getFirst().run().threads());
    assertEquals("LIVE", seen.getFirst().run().mode().name());
    assertEquals(5_000_000_000L, seen.getFirst().run().virtualPicos());
    assertEquals(4, seen.getFirst().vms().getFirst().nice());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--quite      | interlock run: unknown option '--quite' (did you mean --quiet?); see interlock run --help",
        "extra        | interlock run: 'extra' is one argument too many; see interlock run --help",
        "--seed x     | --seed x: run.seed is 'x'; allowed: a whole number, -9223372036854775808 to 9223372036854775807",
        "--mode fast  | --mode fast: run.mode is 'fast'; allowed: timed, live",
        "--threads -1 | --threads -1: run.threads is '-1'; allowed: a whole number, 0 to 1024",
        "--set seed   | --set seed: not an assignment; allowed: path=value, such as run.seed=7",
        "--set vms.a.vcpu=1 | --set vms.a.vcpu=1: unknown key 'vms.a.vcpu' (did you mean vcpus?); allowed: vcpus, count, guest, secondaries, start, gic, devices, handlers, affinity, supported-cpus, nice, registers, id-regs, system-suspend, pmu, mix, spe, on-fail-entry, hosts, total-cycles, tick-hz, busy-percent, clock-hz, handler-cycles, intid, to, rate-hz, gap-cycles, events, counters, slice-cycles, sample-hz, period, jitter, buffer-pages, instructions, latency-min, read-every-cycles",
        "--log-level loud | interlock: --log-level loud: no such level; allowed: trace, debug, info, warn, error, off",
      })
  void aWrongCallIsOneLineWithStatus2(String arguments, String line) {
    var cli = CliFixture.answering(SampleResult.of(false));
    var words = new ArrayList<String>(List.of("run", scenario));
    words.addAll(List.of(arguments.split(" ")));

    assertEquals(ExitStatus.BAD_CALL, cli.execute(words.toArray(String[]::new)));
    assertEquals(line + "\n", cli.err());
    assertEquals("", cli.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rnu         | interlock: unknown command 'rnu' (did you mean run?); allowed: run, fleet, explore, replay, check, hosts, properties, bench; see interlock --help",
        "``          | interlock: unknown command ''; allowed: run, fleet, explore, replay, check, hosts, properties, bench; see interlock --help",
        "run         | interlock run: SCENARIO is missing; see interlock run --help",
        "hosts daul  | interlock: unknown host \"daul\" (did you mean dual?); allowed: no-spe-4x4, big-spe-4x4, two-spus, three-clusters, spe-everywhere-claimed, server-64, dual, pair, pair-without-fgt,"
            + " pair-with-instruction-counter",
        "check none.conf | none.conf: no such file; allowed: a readable HOCON file of at most 1 MiB",
        "bench x     | interlock: no benchmark is named 'x'; allowed:",
      })
  void aWrongCommandIsOneLineWithStatus2(String arguments, String line) {
    var cli = CliFixture.answering(SampleResult.of(false));

    assertEquals(ExitStatus.BAD_CALL, cli.execute(arguments.split(" ")));
    assertEquals(line, cli.err().strip());
    assertEquals("", cli.out());
  }

  @Test
  void noCommandIsAWrongCall() {
    var cli = CliFixture.answering(SampleResult.of(false));

    assertEquals(ExitStatus.BAD_CALL, cli.execute());
    assertEquals("interlock: no command; see interlock --help\n", cli.err());
  }

  @Test
  void aFailureOfInterlockIsOneLineAndItsStackOnlyOnRequest() {
    var cli =
        new CliFixture(
            (_, _) -> {
              throw new IllegalStateException("lost\ncount");
            },
            Map.of());

    assertEquals(ExitStatus.FAILURE, cli.execute("run", scenario));
    assertEquals(
        "interlock itself failed: java.lang.IllegalStateException: lost?count;"
            + " run again with --debug for the stack\n",
        cli.err());
    assertEquals(ExitStatus.FAILURE, cli.execute("run", scenario, "--debug"));
    assertTrue(cli.err().contains("\tat io.interlock.cli."), cli.err());
  }

  @Test
  void exhaustedMemoryIsAFailureToo() {
    var cli =
        new CliFixture(
            (_, _) -> {
              throw new OutOfMemoryError("Java heap space");
            },
            Map.of());

    assertEquals(ExitStatus.FAILURE, cli.execute("run", scenario));
    assertTrue(cli.err().startsWith("interlock itself failed: java.lang.OutOfMemoryError"));
  }

  @Test
  void checkExplainsHostAndVms() {
    var cli = CliFixture.answering(SampleResult.of(false));

    assertEquals(ExitStatus.OK, cli.execute("check", scenario));
    assertTrue(
        cli.out()
            .startsWith(
                scenario + " is in order.\n\nrun: 1 s of virtual time, timed, block, seed 1\n"));
    assertTrue(cli.out().contains("\nhost: dual: 4 CPUs, GICv3"), cli.out());
    assertTrue(cli.out().contains("\nVM  CPUs  guest  vCPUs  nice\n"), cli.out());
    assertTrue(cli.out().lines().count() < 24, "one screen");
  }

  @Test
  void checkShowsCountAndSupportedCpusWhereTheyAreGiven() {
    var cli = CliFixture.answering(SampleResult.of(false));

    cli.execute("check", scenario, "--set", "vms.a.count=3", "--set", "vms.a.supported-cpus=2-3");
    assertTrue(cli.out().contains("\nVM  CPUs  supported  guest  count  vCPUs  nice\n"), cli.out());
  }

  @Test
  void helpIsACommandToo() {
    var option = CliFixture.answering(SampleResult.of(false));
    var command = CliFixture.answering(SampleResult.of(false));

    option.execute("run", "--help");
    assertEquals(ExitStatus.OK, command.execute("help", "run"));
    assertEquals(option.out(), command.out());
  }

  @Test
  void checkRefusesWhatARunWouldRefuse() {
    var cli = CliFixture.answering(SampleResult.of(false));
    for (String setting : List.of("host.actions=signal a.5 at 1ms", "host.kvm.programs=no.ctx")) {
      assertEquals(ExitStatus.BAD_CALL, cli.execute("check", scenario, "--set", setting));
    }
  }

  @Test
  void checkRefusesCpusOutsideTheHost() {
    var cli = CliFixture.answering(SampleResult.of(false));

    assertEquals(
        ExitStatus.BAD_CALL, cli.execute("check", scenario, "--set", "vms.a.affinity=3-4"));
    assertEquals(
        "--set vms.a.affinity=3-4: CPU 4 is outside host 'host'; allowed: CPUs 0-3\n", cli.err());
  }

  @Test
  void checkRefusesAHostThatDoesNotExist() {
    var cli = CliFixture.answering(SampleResult.of(false));

    cli.execute("check", scenario, "--set", "host.preset=duel");
    assertTrue(
        cli.err()
            .startsWith(
                "--set host.preset=duel: unknown host \"duel\" (did you mean dual?); allowed: "),
        cli.err());
  }

  @Test
  void checkNamesTheDeviceTreeThatCannotBeRead() throws IOException {
    Path tree = Files.write(folder.resolve("x.dtb"), new byte[64]);
    var cli = CliFixture.answering(SampleResult.of(false));

    assertEquals(
        ExitStatus.BAD_CALL, cli.execute("check", scenario, "--set", "host.device-tree=" + tree));
    assertEquals(1, cli.err().lines().count());
    assertTrue(
        cli.err().startsWith("--set host.device-tree=" + tree + ": " + tree + ": byte 0x0: "),
        cli.err());
    assertTrue(cli.err().contains("; allowed: "), cli.err());
  }

  @Test
  void hostsListsAndExplains() throws IOException {
    var cli = CliFixture.answering(SampleResult.of(false));
    cli.execute("hosts");
    assertTrue(cli.out().contains("\nbig-spe-4x4"), cli.out());

    var json = CliFixture.answering(SampleResult.of(false));
    json.execute("hosts", "dual", "--json");
    assertEquals(4, new ObjectMapper().readTree(json.out()).path("cpus").size());
  }

  @Test
  void hostsShowsSpusAsSysfsDoes() throws IOException {
    var json = CliFixture.answering(SampleResult.of(false));
    json.execute("hosts", "two-spus", "--json");
    JsonNode spu = new ObjectMapper().readTree(json.out()).path("eventSources").get(2);
    assertEquals(
        "{\"name\":\"arm_spe_0\",\"type\":8,\"cpumask\":\"0-3\",\"caps\":"
            + "{\"arch_inst\":1,\"count_size\":16,\"ernd\":1,\"min_interval\":256}}",
        spu.toString());

    var text = CliFixture.answering(SampleResult.of(false));
    text.execute("hosts", "dual");
    assertTrue(
        text.out()
            .contains(
                "\narm_spe_0                      8     2-3      arch_inst 0, count_size 12, ernd 0,"
                    + " min_interval 1024\n"),
        text.out());
  }

  @Test
  void benchListsAndMeasures() {
    Benchmark benchmark =
        new Benchmark() {
          @Override
          public String name() {
            return "engine";
          }

          @Override
          public String meaning() {
            return "deliveries on one thread";
          }

          @Override
          public List<Row> measure() {
            return List.of(
                new Row("deliveries", 5_200_000, "1/s", 0.5, "plain Akka", "ratio 0.5"),
                new Row("memory", 512, "MiB", null, null, ""));
          }
        };
    var cli = new CliFixture((_, _) -> SampleResult.of(false), Map.of(), benchmark);

    cli.execute("bench", "--list");
    cli.execute("bench", "--quiet", "engine");
    cli.execute("bench", "--quiet", "--json");
    assertEquals(
        """
        benchmark  measures
        engine     deliveries on one thread
        benchmark  figure          value  unit  ratio          to       goal
        engine     deliveries  5,200,000   1/s  0.500  plain Akka  ratio 0.5
        engine     memory        512.000   MiB
        {"benchmarks":[{"name":"engine","meaning":"deliveries on one thread","figures":\
        [{"name":"deliveries","value":5200000.0,"unit":"1/s","ratio":0.5,"baseline":"plain Akka","goal":"ratio 0.5"},\
        {"name":"memory","value":512.0,"unit":"MiB","ratio":null,"baseline":null,"goal":""}]}]}
        """,
        cli.out());
  }

  @Test
  void progressGoesToStandardErrorUnlessQuiet() {
    Map<String, String> environment = Map.of("INTERLOCK_STDERR_TTY", "1");
    var loud =
        new CliFixture(
            (_, control) -> {
              control.progress().progressed(new Progress(1, 2, 3, 1_000_000_000));
              return SampleResult.of(false);
            },
            environment);
    var quiet =
        new CliFixture(
            (_, control) -> {
              control.progress().progressed(new Progress(1, 2, 3, 1_000_000_000));
              return SampleResult.of(false);
            },
            environment);

    loud.execute("run", scenario, "--json");
    quiet.execute("run", scenario, "--json", "--quiet");

    assertFalse(loud.err().isEmpty());
    assertTrue(loud.err().endsWith("\r\u001b[K"), "the bar is taken away");
    assertEquals("", quiet.err());
  }

  @Test
  void theRunHearsOfTheInterruption() {
    var holder = new ArrayList<CliFixture>();
    var cli =
        new CliFixture(
            (_, control) -> {
              assertFalse(control.stopRequested().getAsBoolean());
              assertTrue(holder.getFirst().interruption.request(), "worth waiting for");
              return SampleResult.of(control.stopRequested().getAsBoolean());
            },
            Map.of());
    holder.add(cli);

    assertEquals(ExitStatus.INTERRUPTED, cli.execute("run", scenario));
    assertTrue(
        cli.out().startsWith("examples/sample.conf: interrupted, this is what there is so far\n"));
  }

  @Test
  void aReaderThatLeavesIsNoFailureButAFullDiskIs() {
    assertEquals(ExitStatus.OK, executeWriting(new IOException("Broken pipe")));
    assertEquals(ExitStatus.FAILURE, executeWriting(new IOException("No space left on device")));
    assertThrows(
        UncheckedIOException.class,
        () -> terminalFailingWith(new IOException("No space left on device")).print("x"));
  }

  private int executeWriting(IOException failure) {
    var wiring = new Wiring(() -> (_, _) -> SampleResult.of(false), List.of());
    return new CommandLineInterface(wiring, terminalFailingWith(failure), new Interruption())
        .execute("run", scenario);
  }

  private static Terminal terminalFailingWith(IOException failure) {
    var failing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw failure;
          }
        };
    return new Terminal(failing, new PrintStream(OutputStream.nullOutputStream()), Map.of());
  }

  @Test
  void helpNamesTheExitStatuses() {
    var cli = CliFixture.answering(SampleResult.of(false));

    assertEquals(ExitStatus.OK, cli.execute("--help"));
    assertEquals(ExitStatus.OK, cli.execute("run", "--help"));
    assertTrue(cli.out().contains("130 interrupted by SIGINT or SIGTERM"), cli.out());
    assertEquals("", cli.err());
  }
}
