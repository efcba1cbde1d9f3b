package io.interlock.engine.explore.explain;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.Walk;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.explain.Row.Weight;
import io.interlock.engine.explore.shrink.EssentialRace;
import io.interlock.engine.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The execution of a counterexample, delivery by delivery, and what about it matters.
///
/// @param violation what breaks
/// @param failingStep the step that breaks it (from 0), or the number of steps where the end does
/// @param rows every delivery, in order
/// @param needs the orders that the violation needs
public record Explanation(Violation violation, int failingStep, List<Row> rows, List<Need> needs) {
  private static final int WORDS_MAX = 400;
  private static final int NAME_MAX = 200;

  public Explanation {
    rows = List.copyOf(rows);
    needs = List.copyOf(needs);
  }

  /// Runs a counterexample in its world and tells what happens.
  ///
  /// @throws IllegalStateException where the world does not allow it; a strict replay says more
  public static Explanation of(World world, Counterexample counterexample, Narrator narrator) {
    List<Row> rows = new ArrayList<>();
    Walk.along(
        world,
        counterexample.schedule(),
        (channel, message) -> rows.add(row(world, channel, message, narrator)));
    Weights weights = new Weights(counterexample, world.channels());
    rows.replaceAll(weights::weighed);
    List<Need> needs = new ArrayList<>();
    for (EssentialRace race : counterexample.races()) {
      Row second =
          race.second() == EssentialRace.NEVER
              ? second(world, counterexample, race, narrator)
              : rows.get(race.second());
      needs.add(new Need(rows.get(race.first()), second));
    }
    return new Explanation(counterexample.violation(), counterexample.failingStep(), rows, needs);
  }

  /// Whether virtual time passes in it.
  boolean isTimed() {
    return rows.stream().anyMatch(row -> row.atPicos() != 0);
  }

  /// `!` for the step that breaks the property, `*` for an essential one, blank for others.
  String mark(Row row) {
    return row.step() == failingStep ? "!" : row.isEssential() ? "*" : " ";
  }

  /// What breaks and what it needs, a line each.
  List<String> headlines(int width) {
    List<String> lines = new ArrayList<>();
    lines.add(OneLine.of(headline(), width));
    needs.forEach(need -> lines.add(need.text(width)));
    return lines;
  }

  /// Whether the property is judged at the end, and no step broke it.
  public boolean atEnd() {
    return failingStep == rows.size();
  }

  /// What breaks, and where, on one line.
  public String headline() {
    String where =
        atEnd() ? "at the end, after " + rows.size() + " steps" : "at step " + failingStep;
    return violation.property() + " broken " + where + ": " + violation.message();
  }

  private static Row row(World world, int channel, Object message, Narrator narrator) {
    Channels channels = world.channels();
    String sender = channels.sender(channel);
    String receiver = channels.receiverName(channel);
    String words = narrator.words(sender, receiver, message, world.stated());
    return new Row(
        world.steps() - 1,
        world.nowPicos(),
        name(sender),
        name(receiver),
        OneLine.of(words, WORDS_MAX),
        Weight.PLAIN);
  }

  /// A name as rows show it.
  static String name(String stableName) {
    return OneLine.of(stableName, NAME_MAX);
  }

  /// The delivery that must not come first. Where it never came, it is pending now, or it was
  /// before the first one made it vanish.
  private static Row second(
      World world, Counterexample counterexample, EssentialRace race, Narrator narrator) {
    Optional<Object> message = head(world, race);
    if (message.isEmpty()) {
      Walk.along(world, counterexample.schedule().subList(0, race.first()), (_, _) -> {});
      message = head(world, race);
    }
    String words =
        message
            .map(head -> narrator.words(race.sender(), race.receiver(), head, List.of()))
            .orElse("a message from " + race.sender()); // an edited file may name any
    return new Row(
        Row.NEVER,
        world.nowPicos(),
        name(race.sender()),
        name(race.receiver()),
        OneLine.of(words, WORDS_MAX),
        Weight.ESSENTIAL);
  }

  private static Optional<Object> head(World world, EssentialRace race) {
    int channel = world.channels().find(race.sender(), race.receiver());
    for (int i = 0; i < world.enabledCount(); i++) {
      if (world.enabled(i) == channel) {
        return Optional.of(world.head(channel));
      }
    }
    return Optional.empty();
  }
}
