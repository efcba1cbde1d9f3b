package io.interlock.cluster;

import io.interlock.actors.fact.HostStatistics;
import io.interlock.actors.result.Violation;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Hosts that run, in timed or in live mode.
sealed interface HostRuns permits TimedHosts, LiveHosts {
  /// Starts all hosts; the future completes when all have come to their end or were interrupted.
  CompletableFuture<Void> start();

  /// Makes the hosts stop soon.
  void interrupt();

  /// Time on the slowest host, in picoseconds.
  long nowPicos();

  /// Time on one host, in picoseconds.
  long nowPicos(int host);

  /// Deliveries so far.
  long events();

  /// The digest of the whole run; empty where there is none.
  String digest();

  /// The properties that were broken, host by host.
  List<Violation> violations();

  /// What was counted, by host.
  List<HostStatistics> statistics();
}
