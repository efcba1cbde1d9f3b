package io.interlock.cli;

import io.interlock.cluster.HostsBench;
import io.interlock.cluster.InterruptBench;
import io.interlock.cluster.PmuBench;
import io.interlock.cluster.SpeBench;
import io.interlock.cluster.fleet.FleetBench;
import io.interlock.cluster.nodes.NodesBench;
import io.interlock.engine.bench.EngineBench;
import io.interlock.engine.bench.ExploreBench;
import io.interlock.engine.bench.Figure;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/// The benchmarks of `interlock bench`.
final class Benchmarks {
  private Benchmarks() {}

  /// One of them.
  ///
  /// @param goals what each figure, or its ratio, ought to be on an idle machine
  private record Entry(String name, String meaning, List<String> goals, Callable<List<Figure>> work)
      implements Benchmark {
    @Override
    public List<Row> measure() {
      List<Figure> measured = measured();
      return IntStream.range(0, measured.size())
          .mapToObj(i -> row(measured.get(i), goals.get(i)))
          .toList();
    }

    private List<Figure> measured() {
      try {
        return work.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(name + " did not come to its end", e);
      }
    }

    private static Row row(Figure measured, String goal) {
      return new Row(
          measured.name(),
          measured.value(),
          measured.unit(),
          measured.ratio(),
          measured.baseline(),
          goal);
    }
  }

  static List<Benchmark> all() {
    return List.of(
        new Entry(
            "deliveries",
            "deliveries on one thread, beside plain Akka",
            List.of("5,000,000/s, ratio 0.5"),
            () -> List.of(EngineBench.deliveries())),
        new Entry(
            "threads",
            "two simulations on two threads, beside one",
            List.of("ratio 1.8"),
            () -> List.of(EngineBench.twoThreads())),
        new Entry(
            "memory",
            "heap for each idle actor",
            List.of("at most 1,024"),
            () -> List.of(EngineBench.memory())),
        new Entry(
            "explore",
            "searching real actors by the default strategy on one thread, beside a bare loop",
            List.of("20,000", "5,000,000"),
            () -> List.of(ExploreBench.executions(), ExploreBench.deliveries())),
        new Entry(
            "hosts",
            "two hosts with guests on two threads, beside one",
            List.of("ratio 1.8"),
            () -> List.of(HostsBench.twoHosts())),
        new Entry(
            "fleet",
            "100 eight-core hosts with 1,000 vCPUs that tick at 250 Hz",
            List.of("1", "at most 30", "at most 1,536"),
            HostsBench::fleet),
        new Entry(
            "racks",
            "10,000 VMs that tick at 100 Hz on 1,000 unlike hosts, on two threads, beside one",
            List.of("ratio 1.8", "ratio 0.9", "at most 1", "at most 20"),
            FleetBench::racks),
        new Entry(
            "nodes",
            "the same fleet on three JVMs with a thread each, beside one with two",
            List.of("at most 5", "ratio 0.75"),
            () -> NodesBench.threeJvms(OtherNodes::start)),
        new Entry(
            "fabric",
            "orders to hosts in another JVM, and their reports",
            List.of("100,000/s"),
            () -> List.of(NodesBench.fabric(OtherNodes::start))),
        new Entry(
            "interrupts",
            "SGIs that one running vCPU sends another, per second of CPU time",
            List.of("100,000/s", "at most 25"),
            InterruptBench::sgis),
        new Entry(
            "pmu",
            "guests with a tick of 250 Hz that count six events, beside the same without a PMU",
            List.of("ratio at most 1.3", "ratio at most 1.3", "ratio at most 1.3"),
            PmuBench::counting),
        new Entry(
            "spe",
            "SPE records formatted on one thread, per second of CPU time",
            List.of("2,000,000/s", ""),
            SpeBench::records));
  }
}
