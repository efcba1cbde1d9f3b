package io.interlock.actors.property;

import static io.interlock.engine.explore.Violation.kind;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.result.Violation;
import io.interlock.engine.trace.Observer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Watches a run with several properties, and keeps the first violation of each kind.
public final class PropertyWatch implements Observer {
  private static final double PICOS_PER_SECOND = 1e12;

  private final List<Property> properties;
  private final List<Violation> violations = new ArrayList<>();
  private final Set<String> kinds = new HashSet<>();

  public PropertyWatch(List<Property> properties) {
    this.properties = List.copyOf(properties);
  }

  @Override
  public boolean hears(Class<?> fact) {
    return fact != Fact.OfProfiling.BytesWritten.class;
  }

  @Override
  public void stated(long atPicos, String actor, Object fact) {
    if (fact instanceof Fact stated) {
      for (Property property : properties) {
        note(property, property.observe(stated), atPicos);
      }
    }
  }

  /// The run has come to its end by itself: nothing more would ever happen.
  public void ended(long atPicos) {
    for (Property property : properties) {
      note(property, property.atEnd(), atPicos);
    }
  }

  private void note(Property property, @Nullable String complaint, long atPicos) {
    if (complaint != null && kinds.add(kind(property.name(), complaint))) {
      violations.add(new Violation(property.name(), complaint, atPicos / PICOS_PER_SECOND));
    }
  }

  /// What was broken, in the order in which it was.
  public List<Violation> violations() {
    return List.copyOf(violations);
  }
}
