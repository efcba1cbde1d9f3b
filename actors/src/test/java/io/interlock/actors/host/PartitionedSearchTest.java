package io.interlock.actors.host;

import static io.interlock.actors.host.PartitionedHost.counting;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.Property;
import io.interlock.actors.property.PropertyMonitor;
import io.interlock.engine.explore.Monitor;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
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
    return SampledOrders.of(host.plan(), STEPS_MAX, 16).broken(seeds, properties);
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
