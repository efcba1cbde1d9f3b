package io.interlock.cluster;

import io.interlock.actors.plan.Planner;
import io.interlock.actors.scenario.GuestSpec;
import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.RunSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.VmSpec;
import io.interlock.engine.Engine;
import io.interlock.engine.bench.Figure;
import io.interlock.engine.bench.Median;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.guest.BuiltInProgram;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How fast whole hosts run, in short form.
///
/// The hosts have eight unlike cores and five VMs of two vCPUs, each with a tick of 250 Hz that
/// keeps it busy for a tenth of the time. What is timed is the run, not the building of the hosts.
public final class HostsBench {
  private static final int HOSTS = 100;
  private static final int VMS_A_HOST = 5;
  private static final int VCPUS_A_VM = 2;
  private static final int TICK_HZ = 250;
  private static final int ROUNDS = 3;
  private static final long WARM_UP_PICOS = 3_000_000_000_000L;
  private static final long MEASURED_PICOS = 4_000_000_000_000L;

  private HostsBench() {}

  /// What one run took.
  private record Measured(double wallSeconds, long events, long heapBytes) {}

  /// A thousand vCPUs: virtual seconds per wall second, deliveries per guest tick, and the heap
  /// that is in use after a collection while all hosts are alive.
  public static List<Figure> fleet() {
    int threads = Runtime.getRuntime().availableProcessors();
    run(HOSTS, threads, WARM_UP_PICOS);
    Measured measured = run(HOSTS, threads, MEASURED_PICOS);
    double virtualSeconds = MEASURED_PICOS / 1e12;
    double ticks = virtualSeconds * HOSTS * VMS_A_HOST * VCPUS_A_VM * TICK_HZ;
    return List.of(
        new Figure(
            "1,000 vCPUs on 100 hosts",
            virtualSeconds / measured.wallSeconds(),
            "virtual s/s",
            null,
            null),
        new Figure("deliveries for a guest tick", measured.events() / ticks, "", null, null),
        new Figure("heap after a collection", measured.heapBytes() / 1048576.0, "MiB", null, null));
  }

  /// Deliveries per second of two hosts on two threads, beside one host on one thread.
  public static Figure twoHosts() {
    double[] rates = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    long picos = 10 * MEASURED_PICOS;
    run(2, 2, 3 * picos);
    for (int round = 0; round < ROUNDS; round++) {
      double alone = rate(run(1, 1, picos));
      rates[round] = rate(run(2, 2, picos));
      ratios[round] = rates[round] / alone;
    }
    return new Figure(
        "two hosts on two threads", Median.of(rates), "1/s", Median.of(ratios), "one host");
  }

  private static Measured run(int hosts, int threads, long picos) {
    Scenario scenario = scenario(hosts, picos);
    try (Engine engine = new Engine(threads)) {
      var runs = new TimedHosts(engine, Planner.plan(scenario), scenario.run(), _ -> List.of());
      long start = System.nanoTime();
      runs.start().join();
      double wallSeconds = (System.nanoTime() - start) / 1e9;
      long heap = usedAfterCollection();
      // Asked after the collection, so that the hosts are alive during it.
      return new Measured(wallSeconds, runs.events(), heap);
    }
  }

  private static Scenario scenario(int hosts, long picos) {
    var host =
        new HostSpec("host", "host", hosts, new HostSpec.Source.Preset("big-spe-4x4"), 0, Map.of());
    var guest =
        new GuestSpec(
            "timer-tick",
            BuiltInProgram.TIMER_TICK.create(Map.of("tick-hz", Integer.toString(TICK_HZ))));
    var vms = new ArrayList<VmSpec>();
    for (int vm = 0; vm < VMS_A_HOST; vm++) {
      vms.add(vm("vm-" + vm, guest, host.name()));
    }
    var run = new RunSpec(picos, 1, RunSpec.Granularity.BLOCK, RunSpec.Mode.TIMED, 0);
    return new Scenario("bench", run, List.of(host), vms, Map.of());
  }

  private static VmSpec vm(String name, GuestSpec guest, String host) {
    return new VmSpec(
        name,
        1,
        VCPUS_A_VM,
        guest,
        List.of(),
        0,
        CpuSet.empty(),
        VmSpec.OnFailEntry.STOP,
        List.of(host));
  }

  private static long usedAfterCollection() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  private static double rate(Measured measured) {
    return measured.events() / measured.wallSeconds();
  }
}
