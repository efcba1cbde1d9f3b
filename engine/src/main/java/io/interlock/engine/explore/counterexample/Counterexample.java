package io.interlock.engine.explore.counterexample;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.Walk;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.shrink.EssentialRace;
import io.interlock.engine.explore.shrink.Shrunk;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.TraceDigest;
import java.util.ArrayList;
import java.util.List;

/// A violation and the execution that shows it, by names, so that it means the same everywhere.
///
/// @param origin what was explored
/// @param violation what is broken
/// @param schedule every decision of the execution
/// @param listed how many of the first decisions matter; the default order does the rest
/// @param atEnd whether the property is judged at the end of the execution, and not in its last
///     step
/// @param stepHashes the hash of each step, see [World#stepHash]
/// @param races orders of two deliveries that the violation needs
/// @param digest [#digest] of the execution
public record Counterexample(
    Origin origin,
    Violation violation,
    List<Decision> schedule,
    int listed,
    boolean atEnd,
    List<Long> stepHashes,
    List<EssentialRace> races,
    String digest) {
  public Counterexample {
    schedule = List.copyOf(schedule);
    stepHashes = List.copyOf(stepHashes);
    races = List.copyOf(races);
  }

  /// Takes a shrunk schedule through its world once more and notes the hash of each step.
  public static Counterexample of(World world, Origin origin, Shrunk shrunk) {
    List<Long> hashes = new ArrayList<>();
    Walk.along(world, shrunk.schedule(), (_, _) -> hashes.add(world.stepHash()));
    return new Counterexample(
        origin,
        shrunk.violation(),
        shrunk.schedule(),
        shrunk.listed(),
        shrunk.atEnd(),
        hashes,
        shrunk.races(),
        digest(shrunk.schedule(), hashes, shrunk.violation()));
  }

  /// The step (from 0) that breaks the property; the number of steps where the end does.
  public int failingStep() {
    return atEnd ? schedule.size() : schedule.size() - 1;
  }

  /// The decisions that matter: what a lenient replay needs.
  public List<Decision> listedDecisions() {
    return schedule.subList(0, listed);
  }

  /// SHA-256 over all decisions, the hashes of the steps and what they break, in hexadecimal
  /// digits.
  static String digest(List<Decision> schedule, List<Long> stepHashes, Violation violation) {
    TraceDigest digest = new TraceDigest();
    for (int i = 0; i < schedule.size(); i++) {
      Decision decision = schedule.get(i);
      long word = Mix.fold(Mix.text(decision.sender()), Mix.text(decision.receiver()));
      for (int choice : decision.choices()) {
        word = Mix.fold(word, choice);
      }
      digest.add(Mix.fold(word, stepHashes.get(i)));
    }
    digest.add(Mix.fold(Mix.text(violation.property()), Mix.text(violation.message())));
    return digest.hex();
  }
}
