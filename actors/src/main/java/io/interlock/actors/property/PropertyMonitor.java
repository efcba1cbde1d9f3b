package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.States;
import io.interlock.engine.trace.StableHash;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A [Property] in a search.
public final class PropertyMonitor implements Monitor {
  /// What properties remember names no actor.
  private static final StableHash HASH = StableHash.ofStates(_ -> 0);

  private final Property property;
  private final transient Set<Class<? extends Fact>> facts;
  private @Nullable String broken;
  private @Nullable Long hash;

  public PropertyMonitor(Property property) {
    this(property, property.facts());
  }

  private PropertyMonitor(Property property, Set<Class<? extends Fact>> facts) {
    this.property = property;
    this.facts = facts;
  }

  /// Monitors of all properties.
  public static List<Monitor> all() {
    return Properties.createAll().stream().<Monitor>map(PropertyMonitor::new).toList();
  }

  @Override
  public String property() {
    return property.name();
  }

  @Override
  public boolean hears(Class<?> fact) {
    return facts.contains(fact);
  }

  /// Of several complaints in one step the first stands.
  @Override
  public void stated(long atPicos, String actor, Object fact) {
    if (fact instanceof Fact stated && facts.contains(fact.getClass())) {
      hash = null;
      String complaint = property.observe(stated);
      broken = broken == null ? complaint : broken;
    }
  }

  @Override
  public @Nullable String broken(States states) {
    String complaint = broken;
    broken = null;
    return complaint;
  }

  @Override
  public @Nullable String brokenAtEnd(States states) {
    return property.atEnd();
  }

  @Override
  public Monitor copy() {
    PropertyMonitor copy = new PropertyMonitor(property.copy(), facts);
    copy.broken = broken;
    copy.hash = hash;
    return copy;
  }

  @Override
  public long stableHash() {
    if (hash == null) {
      hash = HASH.of(property);
    }
    return hash;
  }
}
