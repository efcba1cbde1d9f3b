package io.interlock.actors.host;

import static io.interlock.actors.host.TestRun.MICRO;
import static io.interlock.actors.host.TestRun.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/// Guests that drive their GIC and go on on another host, with all of it.
class MovingGicTest {
  private static final String DRIVES =
      """
      vcpus = 2, gic = as-reset
      guest = ["write GICD_CTLR 2", "write ICC_PMR_EL1 0xf0", "write ICC_IGRPEN1_EL1 1",
        "write GICD_IROUTER45 1", "write GICD_IPRIORITYR11 0x4000", "write GICD_ISENABLER1 0x2000",
        "write GICD_ICFGR2 0xa2aaaaaa", "write GICR_IPRIORITYR0 of 1 0x20304050",
        "repeat 20 {", "compute 50k", "read GICD_IROUTER45 as route", "read GICD_CTLR as control",
          "read GICD_IPRIORITYR11 as priority", "read GICD_ISENABLER1 as enabled",
          "read GICD_ICFGR2 as trigger", "read GICR_IPRIORITYR0 of 1 as private",
          "read ICC_PMR_EL1 as mask", "}",
        "write GICD_ISPENDR1 0x2000", "off"]
      secondaries = ["write ICC_PMR_EL1 0xe0", "write ICC_IGRPEN1_EL1 1", "repeat 20 {",
        "compute 50k", "read ICC_PMR_EL1 as other-mask", "}", "forever {", "wfi", "}"]
      """;

  private static final String OVERFLOWS =
      """
      vcpus = 1, pmu { type = emulated, interrupt = 40 }
      guest = ["write PMCNTENCLR_EL0 0xffffffff", "write PMINTENCLR_EL1 0xffffffff",
        "write PMOVSCLR_EL0 0xffffffff", "write PMEVTYPER0_EL0 0x11",
        "write PMEVCNTR0_EL0 0xfff00000", "write PMINTENSET_EL1 1", "write PMCNTENSET_EL0 1",
        "write PMCR_EL0 1", "repeat 40 {", "compute 50k", "}", "off"]
      """;

  private static HostPlan plan(String vm) throws IOException {
    Path folder = Files.createTempDirectory("gic");
    HostPlan plan = GicRun.plan(folder, "preset = pair", vm);
    Files.delete(folder.resolve("gic.conf"));
    Files.delete(folder);
    return plan;
  }

  private static List<MovingHost> moved(HostPlan plan, long micros) {
    return MovingHost.moved(plan, micros, micros * MICRO, 100 * MILLI);
  }

  @Property(tries = 30)
  void whatItHasSetUpItFindsThere(@ForAll @LongRange(min = 60, max = 1_000) long micros)
      throws IOException {
    List<MovingHost> hosts = moved(plan(DRIVES), micros);
    assertEquals(1, hosts.stream().mapToLong(MovingHost::poweredOff).sum());
    assertEquals(1, hosts.stream().mapToLong(host -> host.handled(45)).sum());
    Set<String> read =
        MovingHost.facts(hosts, Fact.Reported.class)
            .map(fact -> "%s = 0x%x".formatted(fact.label(), fact.value()))
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "route = 0x1",
            "control = 0x52",
            "priority = 0x4000",
            "enabled = 0x2000",
            "trigger = 0xa2aaaaaa",
            "private = 0x20304050",
            "mask = 0xf0",
            "other-mask = 0xe0"),
        read);
  }

  @Property(tries = 30)
  void theSpiOfItsPmuInterruptsOnce(@ForAll @LongRange(min = 60, max = 1_500) long micros)
      throws IOException {
    List<MovingHost> hosts = moved(plan(OVERFLOWS), micros);
    assertEquals(1, hosts.stream().mapToLong(MovingHost::poweredOff).sum());
    assertEquals(1, hosts.stream().mapToLong(host -> host.handled(40)).sum());
  }
}
