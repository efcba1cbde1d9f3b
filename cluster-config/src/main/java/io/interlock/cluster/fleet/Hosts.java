package io.interlock.cluster.fleet;

import java.util.List;

/// The hosts of a fleet, wherever they run.
public interface Hosts {
  /// Hands orders out and runs all hosts to this time. The reports are in their order; a run that
  /// was interrupted comes back early.
  List<HostReport> run(List<HostOrder> orders, long untilPicos);

  /// Hands out the orders of a window that has been run before, and whose reports are known.
  void recall(List<HostOrder> orders, long untilPicos);

  /// Makes a run on another thread come back soon.
  void interrupt();

  /// Deliveries so far.
  long events();

  /// What the hosts do, as far as that is known without waiting.
  HostsSeen look();

  /// What came of each host, by number.
  List<HostSummary> summaries();
}
