package io.interlock.engine.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Replays a schedule in a system that has changed a little since it was recorded: a handler more,
/// or a message less.
///
/// What such a schedule is about is where it departs from the default order, what it delivers from
/// there on, and that its last delivery comes late. So the departure is tried some deliveries
/// earlier or later, and the last delivery some deliveries later, what is nearer to the record
/// first.
public final class NearbyReplay {
  private static final int EARLIER_MAX = 16;
  private static final int LATER_MAX = 32;
  private static final int HELD_MAX = 16;

  /// Steps of all tries together.
  private static final long STEPS_MAX = 2_000_000;

  private final World world;

  public NearbyReplay(World world) {
    this.world = world;
  }

  /// Where the schedule was moved to.
  ///
  /// @param later by how many deliveries the departure is later, or, if negative, earlier
  /// @param held how many deliveries in the default order come before the last one
  public record Place(int later, int held) {
    int distance() {
      return Math.abs(later) + held;
    }
  }

  /// What broke, and where.
  public record Found(Violation violation, Place place) {}

  /// Tries all places nearby until something breaks; null where nothing does.
  ///
  /// @param schedule the decisions that matter
  /// @param departure the first of them that was not in the default order
  public @Nullable Found search(List<Decision> schedule, int departure) {
    if (departure >= schedule.size()) {
      return null;
    }
    List<Decision> after = schedule.subList(departure, schedule.size());
    long steps = 0;
    for (Place place : places(departure)) {
      Violation violation = replay(departure + place.later(), after, place.held());
      steps += world.steps();
      if (violation != null) {
        return new Found(violation, place);
      }
      if (steps > STEPS_MAX) {
        return null;
      }
    }
    return null;
  }

  private static List<Place> places(int departure) {
    List<Place> places = new ArrayList<>();
    for (int later = -Math.min(EARLIER_MAX, departure); later <= LATER_MAX; later++) {
      for (int held = 0; held <= HELD_MAX; held++) {
        places.add(new Place(later, held));
      }
    }
    places.sort(Comparator.comparingInt(Place::distance));
    return places;
  }

  private @Nullable Violation replay(int before, List<Decision> after, int held) {
    world.restart();
    for (int i = 0; i < before && goesOn(); i++) {
      world.step(world.enabled(0), Choices.FIRST);
    }
    for (Decision decision : after.subList(0, after.size() - 1)) {
      deliver(decision);
    }
    Decision last = after.getLast();
    for (int i = 0; i < held && goesOn(); i++) {
      int next = world.enabled(0) == channel(last) ? 1 : 0;
      if (next < world.enabledCount()) {
        world.step(world.enabled(next), Choices.FIRST);
      }
    }
    deliver(last);
    return world.violation() == null && world.enabledCount() == 0 ? world.end() : world.violation();
  }

  private void deliver(Decision decision) {
    int channel = channel(decision);
    for (int i = 0; goesOn() && i < world.enabledCount(); i++) {
      if (world.enabled(i) == channel) {
        var answers = decision.choices().iterator();
        world.step(
            channel,
            alternatives ->
                answers.hasNext() ? Math.min((int) answers.next(), alternatives - 1) : 0);
        return;
      }
    }
  }

  private int channel(Decision decision) {
    return world.channels().find(decision.sender(), decision.receiver());
  }

  private boolean goesOn() {
    return world.violation() == null && world.enabledCount() > 0;
  }
}
