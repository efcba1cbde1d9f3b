package io.interlock.cluster.fleet;

import io.interlock.engine.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Hosts on the cores of this machine.
///
/// Which thread runs a host makes no difference to it, so each takes the next that nobody has.
final class LocalHosts implements Hosts, AutoCloseable {
  private final Engine engine;
  private final int threads;
  private final ExecutorService workers;
  private final List<HostRun> hosts;
  private final Map<Integer, HostRun> byNumber = new HashMap<>();

  /// All hosts of a fleet.
  LocalHosts(FleetPlan fleet, int threads) {
    this(fleet, IntStream.range(0, fleet.hosts().size()).boxed().toList(), threads);
  }

  /// Some hosts of a fleet, by their numbers.
  LocalHosts(FleetPlan fleet, List<Integer> numbers, int threads) {
    this.threads = threads;
    engine = new Engine(threads);
    AtomicInteger count = new AtomicInteger();
    workers =
        Executors.newFixedThreadPool(
            threads,
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("interlock-fleet-" + count.incrementAndGet())
                    .unstarted(task));
    hosts = numbers.stream().map(number -> HostRun.begin(engine, fleet, number)).toList();
    for (int i = 0; i < numbers.size(); i++) {
      byNumber.put(numbers.get(i), hosts.get(i));
    }
  }

  @Override
  public List<HostReport> run(List<HostOrder> orders, long untilPicos) {
    orders.forEach(order -> host(order.host()).take(order));
    List<HostReport> reports = new ArrayList<>();
    each(
        host -> {
          List<HostReport> told = host.run(untilPicos);
          if (!told.isEmpty()) {
            synchronized (reports) {
              reports.addAll(told);
            }
          }
        });
    reports.sort(HostReport.ORDER);
    return reports;
  }

  @Override
  public void recall(List<HostOrder> orders, long untilPicos) {
    List<HostReport> _ = run(orders, untilPicos);
  }

  private HostRun host(int number) {
    return Objects.requireNonNull(byNumber.get(number), () -> "no host " + number);
  }

  /// Does something with every host, on all threads.
  private void each(Consumer<HostRun> work) {
    AtomicInteger next = new AtomicInteger();
    Runnable worker =
        () -> {
          for (int i = next.getAndIncrement(); i < hosts.size(); i = next.getAndIncrement()) {
            work.accept(hosts.get(i));
          }
        };
    CompletableFuture<?>[] all =
        IntStream.range(0, threads)
            .mapToObj(_ -> CompletableFuture.runAsync(worker, workers))
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(all).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed;
    }
  }

  @Override
  public void interrupt() {
    hosts.forEach(HostRun::interrupt);
  }

  @Override
  public long events() {
    return hosts.stream().mapToLong(HostRun::events).sum();
  }

  /// Asked between two windows, when no host runs.
  @Override
  public HostsSeen look() {
    return new HostsSeen(events(), hosts.stream().map(HostRun::load).toList(), List.of());
  }

  @Override
  public List<HostSummary> summaries() {
    return hosts.stream().map(HostRun::summary).toList();
  }

  @Override
  public void close() {
    workers.shutdownNow();
    engine.close();
  }
}
