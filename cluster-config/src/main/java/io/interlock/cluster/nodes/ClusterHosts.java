package io.interlock.cluster.nodes;

import akka.actor.typed.ActorRef;
import io.interlock.cluster.fleet.HostOrder;
import io.interlock.cluster.fleet.HostReport;
import io.interlock.cluster.fleet.HostSummary;
import io.interlock.cluster.fleet.Hosts;
import io.interlock.cluster.fleet.HostsSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The hosts of a fleet on the nodes of a cluster, for the thread that turns its windows.
final class ClusterHosts implements Hosts {
  private final ActorRef<CoordinatorMessage> coordinator;

  private volatile HostsSeen seen = new HostsSeen(0, List.of(), List.of());

  ClusterHosts(ActorRef<CoordinatorMessage> coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public List<HostReport> run(List<HostOrder> orders, long untilPicos) {
    CompletableFuture<List<HostReport>> done = new CompletableFuture<>();
    coordinator.tell(new CoordinatorMessage.RunWindow(orders, untilPicos, done));
    List<HostReport> reports = new ArrayList<>(done.join());
    reports.sort(HostReport.ORDER);
    return reports;
  }

  @Override
  public void recall(List<HostOrder> orders, long untilPicos) {
    coordinator.tell(new CoordinatorMessage.RecallWindow(orders, untilPicos));
  }

  @Override
  public void interrupt() {
    // The coordinator gives the window up that it waits for.
  }

  @Override
  public long events() {
    return 0; // the coordinator counts
  }

  @Override
  public HostsSeen look() {
    return seen;
  }

  /// The coordinator has seen this.
  void saw(HostsSeen now) {
    seen = now;
  }

  @Override
  public List<HostSummary> summaries() {
    CompletableFuture<List<HostSummary>> done = new CompletableFuture<>();
    coordinator.tell(new CoordinatorMessage.SumUp(done));
    return done.join();
  }
}
