package io.interlock.cluster;

import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyWatch;
import io.interlock.actors.scenario.GuestSpec;
import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.PmuSpec;
import io.interlock.actors.scenario.RunSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.VmSpec;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.bench.Figure;
import io.interlock.engine.bench.Median;
import io.interlock.engine.trace.Observer;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.guest.GuestMix;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.guest.GuestParser;
import io.interlock.hypervisor.guest.GuestProgram;
import io.interlock.hypervisor.pmu.uapi.UapiVersion;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What it costs that guests count: two guests on two cores, with a tick of 250 Hz that keeps them
/// busy for a tenth of the time, count six events all along. The same guests without a PMU are
/// beside them, in turns, in CPU time of the one thread that runs them.
public final class PmuBench {
  private static final int ROUNDS = 7;
  private static final int WARM_UP = 3;
  private static final int COUNTERS = 6;
  private static final long PICOS = 30_000_000_000_000L;
  private static final int TICK_HZ = 250;
  private static final int GUESTS = 2;
  private static final List<String> EVENTS =
      List.of("0x11", "0x08", "0x04", "0x03", "0x12", "0x10");

  private PmuBench() {}

  /// One of the runs that are compared.
  ///
  /// @param divides whether the host leaves counters to guests
  /// @param watched whether all properties are, as `interlock run` does on such a host
  private record Run(PmuSpec.Type type, boolean divides, boolean watched) {}

  private static final List<Run> RUNS =
      List.of(
          new Run(PmuSpec.Type.NONE, false, false),
          new Run(PmuSpec.Type.EMULATED, false, false),
          new Run(PmuSpec.Type.PARTITIONED, true, false),
          new Run(PmuSpec.Type.NONE, true, true),
          new Run(PmuSpec.Type.PARTITIONED, true, true));

  /// How much more CPU time a run takes, with emulated counters and with counters of the guests'
  /// own.
  public static List<Figure> counting() {
    double[][] seconds = new double[RUNS.size()][ROUNDS];
    try (Engine engine = new Engine(1)) {
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (int run = 0; run < RUNS.size(); run++) {
          double taken = cpuSeconds(engine, RUNS.get(run));
          if (round >= 0) {
            seconds[run][round] = taken;
          }
        }
      }
    }
    return List.of(
        figure("a tick of a guest that counts, emulated", seconds[1], seconds[0]),
        figure("a tick of a guest that counts, partitioned", seconds[2], seconds[0]),
        figure("the same while properties are watched", seconds[4], seconds[3]));
  }

  /// The median of the ratios: what is compared ran one after the other.
  private static Figure figure(String name, double[] counting, double[] without) {
    double ticks = PICOS / 1e12 * TICK_HZ * GUESTS;
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, round -> counting[round] / without[round]);
    return new Figure(
        name,
        Median.of(counting) / ticks * 1e6,
        "us of CPU time",
        Median.of(ratios),
        "the guest without a PMU");
  }

  private static double cpuSeconds(Engine engine, Run run) {
    var plan = Planner.plan(scenario(run)).getFirst();
    List<Observer> observers = new ArrayList<>(List.of(HostWorlds.statistics(plan)));
    if (run.watched()) {
      observers.add(new PropertyWatch(Properties.createAll()));
    }
    try (Simulation simulation = HostWorlds.timed(engine, plan, 1, observers)) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      simulation.run(PICOS);
      return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
    }
  }

  private static Scenario scenario(Run compared) {
    var kvm =
        new HostSpec.Kvm(
            compared.divides() ? List.of("pmu-partitioned") : List.of(),
            compared.divides() ? COUNTERS : 0,
            List.of(),
            UapiVersion.LINUX_6_12);
    var host =
        new HostSpec(
            "host",
            "host",
            1,
            new HostSpec.Source.Preset("pair"),
            0,
            kvm,
            List.of(),
            List.of(),
            null,
            Map.of());
    var pmu =
        new PmuSpec(
            compared.type(), "", PmuSpec.FIRST_ALLOWED, List.of(), PmuSpec.UNSET, false, List.of());
    var vm =
        new VmSpec(
                "vm",
                1,
                GUESTS,
                new GuestSpec("counting", guest()),
                List.of(CpuSet.of(0), CpuSet.of(1)),
                0,
                CpuSet.empty(),
                VmSpec.OnFailEntry.STOP,
                List.of(host.name()))
            .with(pmu);
    var run = new RunSpec(PICOS, 1, RunSpec.Granularity.BLOCK, RunSpec.Mode.TIMED, 1);
    return new Scenario("bench", run, List.of(host), List.of(vm), Map.of());
  }

  private static GuestProgram guest() {
    List<String> lines = new ArrayList<>();
    lines.add("write PMCR_EL0 0x46");
    lines.add("write PMCNTENCLR_EL0 0xffffffff");
    lines.add("write PMINTENCLR_EL1 0xffffffff");
    for (int n = 0; n < EVENTS.size(); n++) {
      lines.add("write PMEVTYPER" + n + "_EL0 " + EVENTS.get(n));
    }
    lines.add("write PMCNTENSET_EL0 0x3f");
    lines.add("write PMCR_EL0 0x41");
    lines.addAll(List.of("timer " + TICK_HZ + "Hz", "forever {", "compute 1M", "wfi", "}"));
    List<GuestOperation> body = GuestParser.parse(lines);
    return new GuestProgram("counting", body).withMix(GuestMix.TYPICAL);
  }
}
