package io.interlock.actors.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.scenario.FleetSpec.Act;
import io.interlock.actors.scenario.FleetSpec.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FleetReaderTest {
  private static final String FLEET =
      """
      hosts { big { preset = two-spus, count = 3, memory = 128 GiB }, lone { preset = pair } }
      vms {
        web { vcpus = 2, guest = idle, count = 20000, memory = 2 GiB, dirty-rate = 0 B,
              arrive-from = 1s, arrive-every = 5ms, arrive-at-random = yes, lifetime = 1h }
        one { vcpus = 1, guest = idle }
      }
      fleet {
        placement = spu-aware
        vcpus-per-cpu = 8
        fabric { latency = 50us, bandwidth = 1.5 Gbps }
        migration { rounds-max = 5, downtime-max = 10ms }
        rebalance { every = 2s, gap-percent = 10, moves-max = 3 }
        failover-after = 0s
        events = ["at 3s migrate web-7 to big-2", "at 1s drain lone", "at 1s stop one"]
      }
      """;
  private static final long SECOND = 1_000_000_000_000L;

  @TempDir Path folder = Path.of("");

  private FleetScenario read(String text, String... settings) throws IOException {
    Path file = Files.writeString(folder.resolve("f.conf"), text);
    return ScenarioReader.readFleet(file, Arrays.stream(settings).map(Setting::parse).toList());
  }

  @Test
  void everyKeyIsRead() throws IOException {
    FleetSpec fleet = read(FLEET).fleet();
    assertEquals(Policy.SPU_AWARE, fleet.placement());
    assertEquals(8, fleet.vcpusPerCpu());
    assertEquals(new FleetSpec.Fabric(50_000_000L, 1_500_000_000L), fleet.fabric());
    assertEquals(new FleetSpec.Migration(5, SECOND / 100), fleet.migration());
    assertEquals(new FleetSpec.Rebalance(2 * SECOND, 10, 3), fleet.rebalance());
    assertEquals(0, fleet.failoverPicos());
    assertEquals(128L << 30, fleet.hostMemory().get("big"));
    assertEquals(
        new FleetSpec.Guest(2L << 30, 0, SECOND, SECOND / 200, true, 3_600 * SECOND),
        fleet.guests().get("web"));
    assertEquals(
        List.of(new Act.Drain("lone"), new Act.Stop("one"), new Act.Migrate("web-7", "big-2")),
        fleet.events().stream().map(FleetSpec.Event::act).toList());
    assertEquals("f.conf:14", fleet.events().getFirst().place().replace(folder + "/", ""));
  }

  @Test
  void aFleetNeedsNoKeyOfItsOwn() throws IOException {
    FleetSpec fleet =
        read("host.preset = pair\nvms.a { vcpus = 1, guest = idle }\nfleet {}").fleet();
    assertEquals(Policy.CAPACITY_AWARE, fleet.placement());
    assertEquals(64L << 30, fleet.hostMemory().get("host"));
    assertEquals(List.of(), fleet.events());
  }

  @ParameterizedTest
  @ValueSource(strings = {"at 1s  drain lone", "at\t1s drain \t lone", " at 1s drain lone "})
  void wordsOfAnEventHaveAnyBlanksBetweenThem(String event) throws IOException {
    FleetSpec fleet = read(FLEET, "fleet.events=" + event).fleet();
    assertEquals(
        List.of(new Act.Drain("lone")), fleet.events().stream().map(FleetSpec.Event::act).toList());
  }

  @Test
  void aFleetIsKnownByItsKey() throws IOException {
    Path file = Files.writeString(folder.resolve("f.conf"), FLEET);
    assertTrue(ScenarioReader.isFleet(file, List.of()));
    Files.writeString(file, "host.preset = pair\nvms.a { vcpus = 1, guest = idle }");
    assertFalse(ScenarioReader.isFleet(file, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "fleet.placment=spread | unknown key 'fleet.placment' (did you mean placement?); allowed: placement, vcpus-per-cpu, fabric, migration, rebalance, failover-after, events",
        "fleet.placement=sprad | fleet.placement is 'sprad' (did you mean spread?); allowed: first-fit, spread, capacity-aware, spu-aware",
        "fleet.fabric.latency=0s | fleet.fabric.latency is '0s'; allowed: a duration of 1 us to 1 s, in ps, ns, us, ms, s, min, h",
        "fleet.fabric.bandwidth=10 | fleet.fabric.bandwidth is '10'; allowed: a rate of 1 Mbps to 10 Tbps, in Mbps, Gbps, Tbps",
        "fleet.fabric.speed=1 | unknown key 'fleet.fabric.speed'; allowed: latency, bandwidth",
        "fleet.migration.rounds-max=0 | fleet.migration.rounds-max is '0'; allowed: a whole number, 1 to 1000",
        "fleet.rebalance.every=-1s | fleet.rebalance.every is '-1s'; allowed: a duration of 0 to 1000 hours, in ps, ns, us, ms, s, min, h",
        "hosts.big.memory=0GiB | hosts.big.memory is '0GiB'; allowed: 1 B to 1024 TiB of memory, in B, KiB, MiB, GiB, TiB",
        "vms.web.memory=1 | vms.web.memory is '1'; allowed: 1 B to 1024 TiB of memory, in B, KiB, MiB, GiB, TiB",
        "vms.web.dirty-rate=-1B | vms.web.dirty-rate is '-1B'; allowed: 0 B to 1024 TiB of memory, in B, KiB, MiB, GiB, TiB",
        "vms.web.arrive-at-random=maybe | vms.web.arrive-at-random is 'maybe'; allowed: no, yes",
        "vms.web.count=1000001 | vms.web.count is '1000001'; allowed: a whole number, 1 to 1000000",
        "vms.web.vcpus=512 | 10240001 vCPUs in the fleet; allowed: at most 1000000",
        "run.mode=live | a fleet in live mode; allowed: timed",
        "fleet.events=at 1s | 'at 1s' is no event; allowed: at TIME drain HOST, at TIME fail HOST, at TIME return HOST, at TIME stop VM, at TIME migrate VM to HOST",
        "fleet.events=at noon drain lone | 'at noon drain lone' has no time; allowed: at TIME drain HOST, at TIME fail HOST, at TIME return HOST, at TIME stop VM, at TIME migrate VM to HOST",
        "fleet.events=at -1s drain lone | 'at -1s drain lone' has no time; allowed: at TIME drain HOST, at TIME fail HOST, at TIME return HOST, at TIME stop VM, at TIME migrate VM to HOST",
        "fleet.events=at 1s drain big | no host is named 'big'; allowed: big-0 to big-2, lone",
        "fleet.events=at 1s fail big-3 | no host is named 'big-3'; allowed: big-0 to big-2, lone",
        "fleet.events=at 1s fail big-01 | no host is named 'big-01'; allowed: big-0 to big-2, lone",
        "fleet.events=at 1s stop web-20000 | no VM is named 'web-20000'; allowed: one, web-0 to web-19999",
      })
  void whatIsWrongIsSaidInOneLine(String setting, String complaint) {
    var e = assertThrows(ScenarioException.class, () -> read(FLEET, setting));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.endsWith(": " + complaint), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void aFleetIsNotRunAsHosts() throws IOException {
    Path file = Files.writeString(folder.resolve("f.conf"), FLEET);
    var e = assertThrows(ScenarioException.class, () -> ScenarioReader.read(file, List.of()));
    assertEquals(
        "f.conf:7: the scenario of a fleet; allowed: interlock fleet and interlock check",
        String.valueOf(e.getMessage()).replace(folder + "/", ""));
  }

  @Test
  void keysOfAFleetAreRefusedElsewhere() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("f.conf"),
            "host.preset = pair\nvms.a { vcpus = 1, guest = idle, lifetime = 1s }");
    var e = assertThrows(ScenarioException.class, () -> ScenarioReader.read(file, List.of()));
    assertTrue(String.valueOf(e.getMessage()).contains("unknown key 'vms.a.lifetime'"));
  }
}
