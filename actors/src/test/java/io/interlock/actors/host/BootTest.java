package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.engine.conductor.Pause;
import io.interlock.engine.trace.Delivered;
import io.interlock.hardware.topology.CpuSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootTest {
  private static final int PMBIRQ = 21;

  @Test
  void hostWithoutMachinesComesToRestAtOnce() {
    try (TestRun run = TestRun.of(TestHost.preset("dual"), 1)) {
      assertEquals(Pause.QUIESCENT, run.run(TestRun.MILLI));
      assertTrue(run.simulation().now() < TestRun.MICRO);
    }
  }

  @Test
  void sleepingGuestsLeaveTheHostAtRest() {
    TestHost host =
        TestHost.preset("dual").with("a", guest("wfi"), guest("wfi")).with("b", guest("wfi"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      assertEquals(3, run.facts(Fact.GuestEntered.class).size());
      assertEquals(0, run.facts(Fact.PoweredOff.class).size());
      for (int pe = 0; pe < 4; pe++) {
        assertTrue(run.pe(pe).preemptible());
        assertTrue(run.pe(pe).takesInterrupts());
      }
    }
  }

  @Test
  void userSpaceCreatesRunsAndPowersOffInTheOrderOfTheInterface() {
    TestHost host = TestHost.preset("dual").with("a", guest("off"), guest("off"), guest("off"));
    try (TestRun run = TestRun.watching(host, 1, BootTest::concernsUserSpace).finish()) {
      assertEquals(
          List.of(
              "Start",
              "VmCreated",
              "AttributeSet",
              "VcpuReady",
              "VcpuReady",
              "VcpuReady",
              "RunReturned",
              "RunReturned",
              "RunReturned"),
          run.deliveries().stream()
              .filter(delivery -> delivery.message() instanceof Vmm.Command)
              .map(delivery -> delivery.message().getClass().getSimpleName())
              .toList());
      assertEquals(
          List.of(
              "SetSupportedCpus",
              "CreateVcpu",
              "CreateVcpu",
              "CreateVcpu",
              "FirstRun",
              "FirstRun",
              "FirstRun"),
          run.deliveries().stream()
              .filter(delivery -> delivery.message() instanceof VirtualMachine.Command)
              .map(delivery -> delivery.message().getClass().getSimpleName())
              .toList());
      List<Integer> created =
          run.deliveries().stream()
              .map(Delivered::message)
              .filter(VirtualMachine.Command.CreateVcpu.class::isInstance)
              .map(message -> ((VirtualMachine.Command.CreateVcpu) message).index())
              .toList();
      assertEquals(List.of(0, 1, 2), created);
    }
  }

  private static boolean concernsUserSpace(Delivered delivery) {
    return delivery.message() instanceof Vmm.Command
        || delivery.message() instanceof VirtualMachine.Command;
  }

  @Test
  void driversRegisterEachPmuAndSpuWithItsCpumaskAndATypeOfItsOwn() {
    try (TestRun run = TestRun.of(TestHost.preset("two-spus"), 1).finish()) {
      var sources = run.facts(Fact.EventSourceRegistered.class);
      Map<String, CpuSet> masks = new TreeMap<>();
      sources.forEach(source -> masks.put(source.name(), source.cpumask()));
      assertEquals(
          Map.of(
              "armv8_pmuv3_0", CpuSet.parse("0-3"),
              "armv8_pmuv3_1", CpuSet.parse("4-7"),
              "arm_spe_0", CpuSet.parse("0-3"),
              "arm_spe_1", CpuSet.parse("4-7")),
          masks);
      // PERF_TYPE_MAX is 6; perf gives numbers in the order of registration.
      assertEquals(
          List.of(6, 7, 8, 9), sources.stream().map(Fact.EventSourceRegistered::type).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void typesFollowTheDeviceTreeWhateverTheSeed(long seed) {
    try (TestRun run = TestRun.of(TestHost.preset("two-spus"), seed).finish()) {
      assertEquals(
          List.of("armv8_pmuv3_0 6", "armv8_pmuv3_1 7", "arm_spe_0 8", "arm_spe_1 9"),
          run.facts(Fact.EventSourceRegistered.class).stream()
              .map(source -> source.name() + " " + source.type())
              .toList());
    }
  }

  @Test
  void serviceBitDrivesTheInterruptLineOfItsPeAndOfNoOther() {
    TestHost host = TestHost.preset("dual");
    try (TestRun run = TestRun.watching(host, 1, BootTest::isPmbirq).finish()) {
      var spu = run.spu(0);
      run.simulation().tell(spu, new Spu.Command.ServiceBit(3, true));
      run.simulation().tell(spu, new Spu.Command.ServiceBit(3, true));
      run.simulation().tell(spu, new Spu.Command.ServiceBit(3, false));
      run.finish();
      assertEquals(
          List.of("host/gicr3 true", "host/gicr3 false"),
          run.deliveries().stream()
              .map(
                  delivery ->
                      delivery.to()
                          + " "
                          + ((Redistributor.Command.Line) delivery.message()).high())
              .toList());
    }
  }

  @Test
  void serviceBitOfAPeOutsideTheMaskGoesNowhere() {
    TestHost host = TestHost.preset("dual");
    try (TestRun run = TestRun.watching(host, 1, BootTest::isPmbirq).finish()) {
      run.simulation().tell(run.spu(0), new Spu.Command.ServiceBit(1, true));
      run.finish();
      assertEquals(List.of(), run.deliveries());
    }
  }

  private static boolean isPmbirq(Delivered delivery) {
    return delivery.message() instanceof Redistributor.Command.Line line && line.intid() == PMBIRQ;
  }
}
