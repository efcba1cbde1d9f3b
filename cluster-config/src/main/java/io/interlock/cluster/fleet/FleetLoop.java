package io.interlock.cluster.fleet;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Lets controller and hosts go on in turns: the windows of a fleet.
///
/// In a window all hosts run alone. It ends where the controller has something to do, or might hear
/// something to which it has to answer: then no later than the latency of the fabric after its
/// beginning, so that nothing can arrive within the window in which it was sent.
final class FleetLoop {
  /// So that somebody who waits for the end sees that it goes on.
  private static final long WINDOW_PICOS_MAX = 500_000_000_000L;

  private final Controller controller;
  private final Hosts hosts;
  private final Journal journal;
  private final FleetWatch watch;
  private final long endPicos;
  private volatile long nowPicos;
  private final AtomicLong windows = new AtomicLong();
  private volatile boolean interrupted;
  private final AtomicLong controllerNanos = new AtomicLong();

  FleetLoop(
      FleetPlan plan, Controller controller, Hosts hosts, Journal journal, FleetWatch watch) {
    this.controller = controller;
    this.hosts = hosts;
    this.journal = journal;
    this.watch = watch;
    endPicos = plan.run().virtualPicos();
  }

  /// Runs to the end, or until [#interrupt]. Windows that the journal knows are not run again for
  /// the sake of what they tell.
  void run() {
    List<HostReport> reports = List.of();
    for (Journal.Window known : journal.windows()) {
      hosts.recall(decide(reports), known.untilPicos());
      reports = known.reports();
      ended(known.untilPicos());
    }
    while (!interrupted) {
      List<HostOrder> orders = decide(reports);
      if (nowPicos == endPicos) {
        return;
      }
      long until =
          Math.min(Math.min(controller.horizonPicos(), nowPicos + WINDOW_PICOS_MAX), endPicos);
      reports = hosts.run(orders, until);
      if (!interrupted) {
        journal.finished(new Journal.Window(until, reports));
        ended(until);
      }
    }
  }

  private List<HostOrder> decide(List<HostReport> reports) {
    long begun = System.nanoTime();
    List<HostOrder> orders = controller.advance(nowPicos, reports);
    controllerNanos.addAndGet(System.nanoTime() - begun);
    return orders;
  }

  private void ended(long untilPicos) {
    windows.incrementAndGet();
    nowPicos = untilPicos;
    if (watch.isDue()) {
      watch.saw(moment());
    }
  }

  /// The fleet between two windows.
  FleetMoment moment() {
    return controller.moment(nowPicos, windows(), hosts.look());
  }

  void interrupt() {
    interrupted = true;
    hosts.interrupt();
  }

  /// To where all hosts have come.
  long nowPicos() {
    return nowPicos;
  }

  /// How often they waited for each other.
  long windows() {
    return windows.get();
  }

  /// Wall-clock time that the controller took.
  long controllerNanos() {
    return controllerNanos.get();
  }
}
