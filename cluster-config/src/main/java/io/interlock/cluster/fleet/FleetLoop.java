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
  private final long endPicos;
  private volatile long nowPicos;
  private final AtomicLong windows = new AtomicLong();
  private volatile boolean interrupted;
  private final AtomicLong controllerNanos = new AtomicLong();

  FleetLoop(Controller controller, Hosts hosts, long endPicos) {
    this.controller = controller;
    this.hosts = hosts;
    this.endPicos = endPicos;
  }

  /// Runs to the end, or until [#interrupt].
  void run() {
    List<HostReport> reports = List.of();
    while (!interrupted) {
      long begun = System.nanoTime();
      List<HostOrder> orders = controller.advance(nowPicos, reports);
      long until =
          Math.min(Math.min(controller.horizonPicos(), nowPicos + WINDOW_PICOS_MAX), endPicos);
      controllerNanos.addAndGet(System.nanoTime() - begun);
      if (nowPicos == endPicos) {
        return;
      }
      reports = hosts.run(orders, until);
      windows.incrementAndGet();
      if (!interrupted) {
        nowPicos = until;
      }
    }
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
