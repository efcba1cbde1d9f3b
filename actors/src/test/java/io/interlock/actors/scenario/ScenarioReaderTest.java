package io.interlock.actors.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.interlock.actors.scenario.RunSpec.Granularity;
import io.interlock.actors.scenario.RunSpec.Mode;
import io.interlock.actors.scenario.VmSpec.OnFailEntry;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.guest.BuiltInProgram;
import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.Forever;
import io.interlock.hypervisor.guest.GuestOperation.WaitForInterrupt;
import io.interlock.hypervisor.guest.GuestProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {
  @TempDir Path folder = Path.of("");

  private Scenario read(String text, String... settings) throws IOException {
    Path file = folder.resolve("s.conf");
    Files.writeString(file, text);
    return ScenarioReader.read(file, List.of(settings).stream().map(Setting::parse).toList());
  }

  @Test
  void wordsHaveAnyBlanksBetweenThem() throws IOException {
    String vm =
        "host.preset = dual, vms.a { vcpus = 1, guest = idle, devices = \"%s\", pmu.filter = \"%s\" }";
    VmSpec plain =
        read(vm.formatted("spi 40 every 1 ms to 0 3 times", "deny 8-9")).vms().getFirst();
    VmSpec wide =
        read(vm.formatted(" spi  40 every 1  ms to  0 3  times", "deny  8-9 ")).vms().getFirst();
    assertEquals(plain.gic().devices(), wide.gic().devices());
    assertEquals(plain.pmu().filter(), wide.pmu().filter());
  }

  @ParameterizedTest
  @CsvSource({
    "1500 ps, 1500",
    "3ns, 3000",
    "2 us, 2000000",
    "1.5ms, 1500000000",
    "2s, 2000000000000",
    "2 min, 120000000000000",
    "1h, 3600000000000000",
    "0.5 h, 1800000000000000",
    "1000h, 3600000000000000000",
  })
  void durationHasOneOfSevenUnits(String written, long picos) throws IOException {
    Scenario scenario =
        read("host.preset = dual, run.for = " + written + ", vms.a { vcpus = 1, guest = idle }");
    assertEquals(picos, scenario.run().virtualPicos());
  }

  @Test
  void everyKeyHasItsPlaceInTheModel() throws IOException {
    Scenario scenario =
        read(
            """
            hosts {
              big { preset = big-only, count = 3, counter-frequency = 62.5 MHz }
              mixed { device-tree = "trees/mixed.dtb", costs { guest-entry = 150ns } }
            }
            run { for = 1.5ms, seed = -42, granularity = step, mode = live, threads = 2 }
            vms {
              web { vcpus = 2, guest = timer-tick, tick-hz = 100, busy-percent = 30, affinity = 0-7, nice = -20 }
              batch {
                vcpus = 2, count = 3, guest = ["forever {", "compute 1M", "}"], affinity = ["0", "1,3"]
                supported-cpus = "0-3", on-fail-entry = re-pin, hosts = [big]
              }
            }
            """);

    assertEquals(new RunSpec(1_500_000_000L, -42, Granularity.STEP, Mode.LIVE, 2), scenario.run());
    assertEquals(
        List.of(
            new HostSpec(
                "big",
                "hosts.big",
                3,
                new HostSpec.Source.Preset("big-only"),
                62_500_000,
                Map.of()),
            new HostSpec(
                "mixed",
                "hosts.mixed",
                1,
                new HostSpec.Source.DeviceTree(folder.resolve("trees/mixed.dtb")),
                0,
                Map.of("guest-entry", 150_000L))),
        scenario.hosts());
    assertEquals(
        List.of(
            new VmSpec(
                "batch",
                3,
                2,
                new GuestSpec(
                    "3 lines of operations",
                    new GuestProgram(
                        "operations", List.of(new Forever(List.of(new Compute(1_000_000)))))),
                List.of(CpuSet.parse("0"), CpuSet.parse("1,3")),
                0,
                CpuSet.parse("0-3"),
                OnFailEntry.RE_PIN,
                List.of("big")),
            new VmSpec(
                "web",
                1,
                2,
                new GuestSpec(
                    "timer-tick, busy-percent 30, tick-hz 100",
                    BuiltInProgram.TIMER_TICK.create(
                        Map.of("tick-hz", "100", "busy-percent", "30"))),
                List.of(CpuSet.parse("0-7")),
                -20,
                CpuSet.empty(),
                OnFailEntry.STOP,
                List.of("big", "mixed"))),
        scenario.vms());
  }

  @Test
  void whatIsNotWrittenHasItsDocumentedDefault() throws IOException {
    Scenario scenario = read("host { preset = p }, vms { a { vcpus = 1, guest = idle } }");

    assertEquals(
        new RunSpec(1_000_000_000_000L, 1, Granularity.BLOCK, Mode.TIMED, 0), scenario.run());
    assertEquals("host", scenario.hosts().getFirst().name());
    assertEquals(1, scenario.hosts().getFirst().count());
    VmSpec vm = scenario.vms().getFirst();
    assertEquals(1, vm.count());
    assertEquals(0, vm.nice());
    assertEquals(CpuSet.parse("0-7"), vm.affinityOf(0, CpuSet.parse("0-7")));
  }

  @Test
  void settingsWinOverTheFile() throws IOException {
    Scenario scenario =
        read(
            "host { preset = p }, run.seed = 1, vms { a { vcpus = 1, guest = idle } }",
            "run.seed=7",
            "vms.a.affinity=0-3,5",
            "vms.b={ vcpus = 4, guest = [\"wfi\"] }",
            "host.device-tree=x/y-z:1.dtb",
            "run.seed=8");

    assertEquals(8, scenario.run().seed());
    assertEquals(
        new HostSpec.Source.DeviceTree(Path.of("x/y-z:1.dtb")),
        scenario.hosts().getFirst().source());
    assertEquals(CpuSet.parse("0-3,5"), scenario.vms().getFirst().affinityOf(0, CpuSet.empty()));
    assertEquals(
        List.of(new WaitForInterrupt()), scenario.vms().getLast().guest().program().body());
  }

  @Test
  void neitherEnvironmentNorSystemPropertiesTakePart() throws IOException {
    Scenario scenario =
        read(
            "host { preset = p, preset = ${?HOME}, preset = ${?java.version} }, "
                + "vms { a { vcpus = 1, guest = idle } }");

    assertEquals(new HostSpec.Source.Preset("p"), scenario.hosts().getFirst().source());
  }

  @Test
  void includesAreReadFromTheFolderOfTheFile() throws IOException {
    Files.createDirectories(folder.resolve("parts"));
    Files.writeString(folder.resolve("parts/host.conf"), "include \"name.conf\"");
    Files.writeString(folder.resolve("parts/name.conf"), "preset = included");

    Scenario scenario =
        read("host { include \"parts/host.conf\" }, vms { a { vcpus = 1, guest = idle } }");

    assertEquals(new HostSpec.Source.Preset("included"), scenario.hosts().getFirst().source());
  }

  @Test
  void totalsCountEveryCopyOnEveryHost() throws IOException {
    Scenario scenario =
        read(
            """
            hosts { a { preset = p, count = 10 }, b { preset = q } }
            vms { one { vcpus = 4, count = 5, guest = idle, hosts = a }, all { vcpus = 1, guest = idle } }
            """);

    assertEquals(11, scenario.hostCount());
    assertEquals(10 * 5 + 11, scenario.vmCount());
    assertEquals(10 * 5 * 4 + 11, scenario.vcpuCount());
    assertEquals("one-4", scenario.vms().getLast().instanceName(4));
    assertEquals("all", scenario.vms().getFirst().instanceName(0));
  }

  @Test
  void placesAreTheLinesOfTheFile() throws IOException {
    Scenario scenario =
        read(
            """
            host.preset = p
            vms.a {
              vcpus = 1
              guest = [
                "compute 1"
                "wfi"
              ]
            }
            """,
            "vms.a.nice=3");

    String file = folder.resolve("s.conf").toString();
    assertEquals(file + ":1", scenario.placeOf("host.preset"));
    assertEquals(file + ":6", scenario.placeOf("vms.a.guest.1"));
    assertEquals("--set vms.a.nice=3", scenario.placeOf("vms.a.nice"));
    assertNotEquals(file + ":1", scenario.placeOf("vms.a.vcpus"));
  }
}
