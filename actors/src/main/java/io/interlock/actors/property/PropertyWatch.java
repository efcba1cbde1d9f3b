package io.interlock.actors.property;

import static io.interlock.engine.explore.Violation.kind;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.result.Violation;
import io.interlock.engine.trace.Observer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Watches a run with several properties, and keeps the first violation of each kind.
public final class PropertyWatch implements Observer {
  private static final double PICOS_PER_SECOND = 1e12;

  private final List<Property> properties;
  private final IdentityHashMap<Class<?>, Property[]> listeners = new IdentityHashMap<>();
  private final List<Violation> violations = new ArrayList<>();
  private final Set<String> kinds = new HashSet<>();

  public PropertyWatch(List<Property> properties) {
    this.properties = List.copyOf(properties);
  }

  @Override
  public boolean hears(Class<?> fact) {
    return listeners(fact).length > 0;
  }

  @Override
  public void stated(long atPicos, String actor, Object fact) {
    if (fact instanceof Fact stated) {
      for (Property property : listeners(fact.getClass())) {
        String complaint = property.observe(stated);
        if (complaint != null) {
          note(property, complaint, atPicos);
        }
      }
    }
  }

  private Property[] listeners(Class<?> fact) {
    Property[] known = listeners.get(fact);
    if (known == null) {
      known = properties.stream().filter(p -> p.facts().contains(fact)).toArray(Property[]::new);
      listeners.put(fact, known);
    }
    return known;
  }

  /// The run has come to its end by itself: nothing more would ever happen.
  public void ended(long atPicos) {
    for (Property property : properties) {
      String complaint = property.atEnd();
      if (complaint != null) {
        note(property, complaint, atPicos);
      }
    }
  }

  private void note(Property property, String complaint, long atPicos) {
    if (kinds.add(kind(property.name(), complaint))) {
      violations.add(new Violation(property.name(), complaint, atPicos / PICOS_PER_SECOND));
    }
  }

  /// What was broken, in the order in which it was.
  public List<Violation> violations() {
    return List.copyOf(violations);
  }
}
