package io.interlock.engine;

import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.States;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.trace.Delivered;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.Observer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The monitors of a searched world: told what happens, asked what is broken, saved and brought
/// back with the state that they watch.
final class Watch implements Observer {
  private static final Monitor[] NONE = {};

  private Monitor[] monitors = NONE;
  private final List<Object> stated = new ArrayList<>();
  private @Nullable Violation statedViolation;
  private boolean muted;
  private boolean shared;

  /// What all monitors remember at one moment.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Memory(Monitor[] monitors) {}

  void reset(List<Monitor> fresh) {
    monitors = fresh.toArray(Monitor[]::new);
    shared = false;
  }

  /// Whether what happens now is no business of the properties.
  void mute(boolean silent) {
    muted = silent;
  }

  void beginStep() {
    stated.clear();
    statedViolation = null;
  }

  /// What was stated since the step began.
  List<Object> stated() {
    return List.copyOf(stated);
  }

  @Override
  public void delivered(Delivered delivery) {
    if (!muted) {
      own();
      for (Monitor monitor : monitors) {
        monitor.delivered(delivery);
      }
    }
  }

  @Override
  public boolean hears(Class<?> fact) {
    for (Monitor monitor : monitors) {
      if (monitor.hears(fact)) {
        return true;
      }
    }
    return Violation.class.isAssignableFrom(fact);
  }

  @Override
  public void stated(long atPicos, String actor, Object fact) {
    if (!muted) {
      own();
      stated.add(fact);
      if (fact instanceof Violation violation && statedViolation == null) {
        statedViolation = violation;
      }
      for (Monitor monitor : monitors) {
        monitor.stated(atPicos, actor, fact);
      }
    }
  }

  /// What an actor stated to be broken, or else what a monitor says.
  @Nullable Violation broken(States states) {
    if (statedViolation != null) {
      return statedViolation;
    }
    for (Monitor monitor : monitors) {
      String message = monitor.broken(states);
      if (message != null) {
        return new Violation(monitor.property(), message);
      }
    }
    return null;
  }

  @Nullable Violation brokenAtEnd(States states) {
    for (Monitor monitor : monitors) {
      String message = monitor.brokenAtEnd(states);
      if (message != null) {
        return new Violation(monitor.property(), message);
      }
    }
    return null;
  }

  /// Whether some property is about what must happen some time.
  boolean awaits() {
    return Arrays.stream(monitors).anyMatch(Monitor::awaits);
  }

  /// All that has yet to happen.
  List<Violation> awaited(States states) {
    List<Violation> awaited = new ArrayList<>();
    for (Monitor monitor : monitors) {
      String message = monitor.awaited(states);
      if (message != null) {
        awaited.add(new Violation(monitor.property(), message));
      }
    }
    return awaited;
  }

  long hash(long world) {
    long hash = world;
    for (Monitor monitor : monitors) {
      hash = Mix.fold(hash, monitor.stableHash());
    }
    return hash;
  }

  Memory save() {
    shared = true;
    return new Memory(monitors);
  }

  void load(Memory memory) {
    monitors = memory.monitors();
    shared = true;
  }

  /// Copies what a saved state shares, before it changes.
  private void own() {
    if (shared) {
      Monitor[] copies = new Monitor[monitors.length];
      for (int i = 0; i < copies.length; i++) {
        copies[i] = monitors[i].copy();
      }
      monitors = copies;
      shared = false;
    }
  }
}
