package io.interlock.actors.result;

import io.interlock.actors.host.plan.HostPlan;
import io.interlock.engine.trace.Observer;
import java.util.List;

/// Chooses who hears of the facts of each host, beside its statistics.
@FunctionalInterface
public interface HostObservers {
  /// The observers of that host.
  List<Observer> of(HostPlan plan);
}
