package io.interlock.actors.host;

import static io.interlock.actors.host.PartitionedHost.counting;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.property.Properties;
import io.interlock.actors.property.Property;
import io.interlock.actors.property.PropertyMonitor;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.trace.Mix;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Guests with counters of their own on two PEs, their deliveries in many orders.
class PartitionedSearchTest {
  private static final int STEPS_MAX = 1_500;

  private static PartitionedHost scene(String program) {
    return PartitionedHost.of(TestHost.preset("pair"), program)
        .with("a", overflowing().on("0"))
        .with("b", overflowing().on("0-1"))
        .with("c", polling().on("0"))
        .with("d", overflowing().on("0"));
  }

  /// Overflows without wanting an interrupt.
  private static TestHost.Guest polling() {
    return TestHost.guest(
        "write PMEVTYPER0_EL0 0x11",
        "write PMCNTENSET_EL0 1",
        "write PMCR_EL0 1",
        "write PMEVCNTR0_EL0 0xffffff00",
        "compute 500",
        "mmio user",
        "off");
  }

  /// Overflows, gives its PE up, and sees what has become of its counter.
  private static TestHost.Guest overflowing() {
    return counting(
        "write PMUSERENR_EL0 1",
        "write PMSELR_EL0 1",
        "write PMEVCNTR0_EL0 0xffffff00",
        "compute 500",
        "mmio user",
        "compute 100",
        "read PMEVCNTR0_EL0",
        "off");
  }

  /// What is broken in executions with these seeds, up to the end of each.
  private static Set<String> broken(
      PartitionedHost host, int seeds, Supplier<List<Monitor>> properties) {
    Set<String> found = new TreeSet<>();
    try (World world =
        TestRun.ENGINE.world(HostWorlds.scene(host.plan(), properties, Scene.UNBOUNDED))) {
      for (int seed = 0; seed < seeds; seed++) {
        world.restart();
        SplittableRandom random = new SplittableRandom(seed);
        while (world.enabledCount() > 0 && world.steps() < STEPS_MAX) {
          world.step(next(world, random, seed), Choices.FIRST);
          note(found, world.violation());
        }
        // An alarm that rings again and again may have been preferred to everything else.
        if (world.enabledCount() == 0) {
          note(found, world.end());
        }
      }
    }
    return found;
  }

  /// Channels have priorities, other ones in each execution, so that a message can be late for
  /// long; now and then any channel may deliver.
  private static int next(World world, SplittableRandom random, int seed) {
    int best = world.enabled(random.nextInt(world.enabledCount()));
    if (random.nextInt(16) == 0) {
      return best;
    }
    for (int i = 0; i < world.enabledCount(); i++) {
      int channel = world.enabled(i);
      best = Mix.fold(seed, channel) > Mix.fold(seed, best) ? channel : best;
    }
    return best;
  }

  private static void note(Set<String> found, @Nullable Violation violation) {
    if (violation != null) {
      found.add(violation.kind());
    }
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void theReviewedProgramsSurvive(Granularity granularity) {
    assertEquals(
        Set.of(),
        broken(scene("pmu-partitioned-reviewed").at(granularity), 150, PropertyMonitor::all));
    assertEquals(
        Set.of(), broken(scene("pmu-partitioned").at(granularity), 50, PropertyMonitor::all));
  }

  @ParameterizedTest
  @CsvSource({
    "HOST_REGISTERS_PRESERVED, the host's PMUSERENR_EL0 is lost",
    "HOST_REGISTERS_PRESERVED, the host sees the guest's PMSELR_EL0 before the guest is entered",
    "OVERFLOW_DELIVERED,       loading a context interrupts the host with an overflow",
    "OVERFLOW_DELIVERED,       a guest's overflow interrupts the host after the guest's put",
    "OVERFLOW_DELIVERED,       a guest's overflow hits the next vCPU on its PE",
    "GUEST_RANGE_QUIESCENT,    an overflow of the guest's range is left in the PE by a put"
  })
  void thePostedProgramShowsWhatItsReviewFound(Properties property, String kind) {
    // One thing at a time: several break in one step, and a search stops at the first.
    for (Property one : property.create()) {
      Supplier<List<Monitor>> alone = () -> List.of(new PropertyMonitor(one.copy()));
      if (broken(scene("pmu-partitioned-v5").at(Granularity.PROGRAM), 200, alone)
          .contains(property.title() + ": " + kind)) {
        return;
      }
    }
    throw new AssertionError("not found: " + kind);
  }
}
