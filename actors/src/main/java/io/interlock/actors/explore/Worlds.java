package io.interlock.actors.explore;

import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyMonitor;
import io.interlock.engine.Engine;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import java.util.List;
import java.util.function.Predicate;

/// Makes worlds of one host.
///
/// @param properties what is judged
/// @param skewPicos how far apart in time things may happen
/// @param counts which violations count
record Worlds(
    Engine engine,
    HostPlan plan,
    List<Properties> properties,
    long skewPicos,
    Predicate<Violation> counts) {
  /// A world at its beginning; the caller closes it.
  World open() {
    return engine.world(HostWorlds.scene(plan, this::monitors, skewPicos));
  }

  /// The same, but only these violations count.
  Worlds judging(Predicate<Violation> others) {
    return new Worlds(engine, plan, properties, skewPicos, others);
  }

  private List<Monitor> monitors() {
    return properties.stream()
        .flatMap(property -> property.create().stream())
        .map(property -> new PropertyMonitor(property).judging(counts))
        .toList();
  }
}
