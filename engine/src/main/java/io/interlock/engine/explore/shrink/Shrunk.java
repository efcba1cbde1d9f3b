package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import java.util.List;

/// What shrinking came to.
///
/// @param schedule the whole execution, to the failing step or to its end; replays strictly
/// @param listed how many of its decisions matter: replayed leniently these alone, followed by the
///     default order, break the property
/// @param violation what the schedule breaks
/// @param atEnd whether the property is judged at the end of the execution, and not in its last
///     step
/// @param length of the decisions that matter
/// @param replays executions that it took
/// @param oneMinimal whether it was tried to do without each single decision; false where the
///     budget was spent before
/// @param races orders of two deliveries that the violation needs
/// @param racesComplete whether every race was tried the other way round
public record Shrunk(
    List<Decision> schedule,
    int listed,
    Violation violation,
    boolean atEnd,
    Length length,
    int replays,
    boolean oneMinimal,
    List<EssentialRace> races,
    boolean racesComplete) {
  public Shrunk {
    schedule = List.copyOf(schedule);
    races = List.copyOf(races);
  }
}
