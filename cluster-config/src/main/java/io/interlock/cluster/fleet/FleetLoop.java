package io.interlock.cluster.fleet;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Lets controller and hosts go on in turns: the windows of a fleet.
///
/// In a window all hosts run alone. It ends where the controller might hear something to which it
/// has to answer: no earlier than the latency of the fabric after that can be sent, so that nothing
/// arrives within the window in which it was sent.
final class FleetLoop {
  /// Windows of large fleets are shorter, so that whoever waits for the end sees that it goes on.
  /// Much shorter than half a second of wall-clock time they should not be: at the end of each, all
  /// nodes wait for the last.
  private static final long WINDOW_PICOS_MAX = 500_000_000_000L;

  private static final long WINDOW_PICOS_MIN = 10_000_000_000L;
  private static final long WINDOW_VCPU_PICOS = 4_000 * WINDOW_PICOS_MAX;

  private final Controller controller;
  private final Hosts hosts;
  private final Journal journal;
  private final FleetWatch watch;
  private final long endPicos;
  private final long windowPicosMax;
  private volatile long nowPicos;
  private final AtomicLong windows = new AtomicLong();
  private volatile boolean interrupted;
  private final AtomicLong controllerNanos = new AtomicLong();

  FleetLoop(FleetPlan plan, Controller controller, Hosts hosts, Journal journal, FleetWatch watch) {
    this.controller = controller;
    this.hosts = hosts;
    this.journal = journal;
    this.watch = watch;
    endPicos = plan.run().virtualPicos();
    windowPicosMax =
        Math.clamp(
            WINDOW_VCPU_PICOS / Math.max(1, plan.vcpuCount()), WINDOW_PICOS_MIN, WINDOW_PICOS_MAX);
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
      long until = Math.min(controller.horizonPicos(), limitPicos());
      reports = hosts.run(orders, until);
      if (!interrupted) {
        journal.finished(new Journal.Window(until, reports));
        ended(until);
      }
    }
  }

  private List<HostOrder> decide(List<HostReport> reports) {
    long begun = System.nanoTime();
    List<HostOrder> orders = controller.advance(nowPicos, reports, limitPicos());
    controllerNanos.addAndGet(System.nanoTime() - begun);
    return orders;
  }

  private long limitPicos() {
    return Math.min(nowPicos + windowPicosMax, endPicos);
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
