package io.interlock.actors.explore;

import io.interlock.actors.property.Properties;
import io.interlock.engine.explore.shrink.ShrinkAim;
import java.util.List;

/// How a host is searched.
///
/// @param strategy `portfolio`, another way of sampling, or one of the proofs `dpor` and `stateful`
/// @param seed decides what sampling tries
/// @param executions at most; for proofs, of each search
/// @param steps deliveries of one execution at most
/// @param skewPicos how far ahead of the earliest thing pending anything may happen
/// @param workers threads that sample; they do not change what is found
/// @param first whether the first violation ends the search
/// @param properties what is judged
/// @param aim what is made small of what is found
public record ExploreSettings(
    String strategy,
    long seed,
    long executions,
    int steps,
    long skewPicos,
    int workers,
    boolean first,
    List<Properties> properties,
    ShrinkAim aim) {
  public ExploreSettings {
    properties = List.copyOf(properties);
  }
}
