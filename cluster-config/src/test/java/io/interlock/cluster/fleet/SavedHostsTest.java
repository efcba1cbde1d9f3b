package io.interlock.cluster.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.scenario.FleetScenario;
import io.interlock.engine.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Hosts that go through an image after each window tell the same as those that only run.
class SavedHostsTest {
  private static Engine engine;

  @BeforeAll
  static void start() {
    engine = new Engine(1);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  /// Hosts that run, and are another's afterwards.
  private static final class Restless implements Hosts {
    private final FleetPlan plan;
    private final HostImages images;
    private final Map<Integer, HostGroup> groups = new TreeMap<>();
    private final long slicePicos;
    private long now;
    private long saved;

    private Restless(FleetPlan plan, long slicePicos) {
      this.plan = plan;
      this.slicePicos = slicePicos;
      images = new HostImages();
      for (int group = 0; group < HostGroup.count(plan); group++) {
        groups.put(group, HostGroup.begin(engine, plan, group));
      }
    }

    @Override
    public List<HostReport> run(List<HostOrder> orders, long untilPicos) {
      List<HostReport> reports = new ArrayList<>();
      for (Map.Entry<Integer, HostGroup> entry : groups.entrySet()) {
        int number = entry.getKey();
        HostGroup group = entry.getValue();
        List<HostOrder> own =
            orders.stream().filter(order -> HostGroup.of(plan, order.host()) == number).toList();
        reports.addAll(group.run(own, now));
        for (long until = now + slicePicos; until < untilPicos; until += slicePicos) {
          reports.addAll(group.run(List.of(), until));
          group = another(number, group);
        }
        reports.addAll(group.run(List.of(), untilPicos));
        entry.setValue(another(number, group));
      }
      now = untilPicos;
      reports.sort(HostReport.ORDER);
      return reports;
    }

    private HostGroup another(int number, HostGroup group) {
      byte[] image = group.save(images);
      saved++;
      group.close();
      return HostGroup.load(engine, plan, number, images, image);
    }

    @Override
    public void recall(List<HostOrder> orders, long untilPicos) {
      throw new IllegalStateException("nothing to recall");
    }

    @Override
    public void interrupt() {}

    @Override
    public long events() {
      return groups.values().stream().mapToLong(HostGroup::events).sum();
    }

    @Override
    public HostsSeen look() {
      return new HostsSeen(0, List.of(), List.of());
    }

    @Override
    public List<HostSummary> summaries() {
      return groups.values().stream()
          .flatMap(group -> group.summaries().stream())
          .sorted(Comparator.comparingInt(HostSummary::host))
          .toList();
    }
  }

  private static void goesOn(long slicePicos, FleetScenario scenario) {
    FleetPlan plan = FleetPlan.of(scenario);
    Restless hosts = new Restless(plan, slicePicos);
    FleetRun run = new FleetRun(scenario, plan, hosts, Journal.NONE, FleetWatch.NONE);
    run.run();
    FleetResult saved = run.result();
    FleetResult whole = TestFleets.run(scenario);
    assertTrue(hosts.saved >= 100, "saved " + hosts.saved);
    assertEquals(whole.digest(), saved.digest());
    assertEquals(whole.vms(), saved.vms());
    assertEquals(whole.utilisation(), saved.utilisation());
  }

  @Test
  void vmsThatTickAndMove() {
    goesOn(
        1_700_000_000L,
        TestFleets.scenario(
            TestFleets.MIXED,
            "fleet.events=[\"at 10ms drain plain-0\", \"at 20ms fail plain-1\"]",
            "fleet.rebalance.every=10ms"));
  }

  @Test
  void vmsOfAllKinds() {
    goesOn(900_000_000L, TestFleets.scenario(TestFleets.ALL_KINDS));
  }
}
