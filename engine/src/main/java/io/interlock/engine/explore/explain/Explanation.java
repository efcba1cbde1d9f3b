package io.interlock.engine.explore.explain;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Decision;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The execution of a counterexample, delivery by delivery, and what about it matters.
///
/// @param violation what breaks
/// @param failingStep the step that breaks it (from 0), or the number of steps where the end does
/// @param departure the first step that is not in the default order, or the number of steps
/// @param afterDeparture deliveries from there to the last one that matters, both counted
/// @param rows every delivery, in order
/// @param needs the orders that the violation needs
public record Explanation(
    Violation violation,
    int failingStep,
    int departure,
    int afterDeparture,
    List<Row> rows,
    List<Need> needs) {
  private static final int WORDS_MAX = 400;
  private static final int NAME_MAX = 200;
  private static final int FURTHER_MAX = 40;

  public Explanation {
    rows = List.copyOf(rows);
    needs = List.copyOf(needs);
  }

  /// Runs a counterexample in its world and tells what happens.
  ///
  /// @throws IllegalStateException where the world does not allow it; a strict replay says more
  public static Explanation of(World world, Counterexample counterexample, Narrator narrator) {
    int departure = Walk.departure(world, counterexample.schedule());
    List<Row> rows = new ArrayList<>();
    Walk.along(
        world,
        counterexample.schedule(),
        (channel, message) -> rows.add(row(world, channel, message, narrator)));
    Weights weights =
        new Weights(
            counterexample, departure, world.channels(), actor -> name(narrator.name(actor)));
    rows.replaceAll(weights::weighed);
    List<Need> needs = new ArrayList<>();
    for (EssentialRace race : counterexample.races()) {
      Row second =
          race.second() == EssentialRace.NEVER
              ? second(world, counterexample, race, narrator)
              : rows.get(race.second());
      needs.add(new Need(rows.get(race.first()), second));
    }
    return new Explanation(
        counterexample.violation(),
        counterexample.failingStep(),
        departure,
        Math.max(0, counterexample.listed() - departure),
        rows,
        needs);
  }

  /// Whether virtual time passes in it.
  boolean isTimed() {
    return rows.stream().anyMatch(row -> row.atPicos() != 0);
  }

  /// `!` for the step that breaks the property, `*` for an essential one, blank for others.
  String mark(Row row) {
    return row.step() == failingStep ? "!" : row.isEssential() ? "*" : " ";
  }

  /// What breaks, in which step, how far from the default order, and what it needs.
  List<String> headlines(int width) {
    List<String> lines = new ArrayList<>(Paragraph.of(headline(), width));
    Row failing = failingRow();
    if (failing != null) {
      lines.addAll(Paragraph.of(sentence(failing), width));
    }
    lines.add(OneLine.of(departed(), width));
    lines.addAll(needed(width));
    return lines;
  }

  /// What is needed: the orders that are not those of the default order in full, all others in
  /// short.
  List<String> needed(int width) {
    List<String> lines = new ArrayList<>();
    List<Need> kept = new ArrayList<>();
    for (Need need : needs) {
      if (need.lastStep() < departure) {
        kept.add(need);
      } else {
        lines.add(need.text(width));
      }
    }
    if (!kept.isEmpty()) {
      String steps = kept.stream().map(Need::steps).collect(Collectors.joining(", "));
      lines.addAll(Paragraph.of("needs, as " + order() + " has it: " + steps, width));
    }
    return lines;
  }

  private String order() {
    return isTimed() ? "the order of time" : "the default order";
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

  /// How far the execution is from the default order, on one line.
  public String departed() {
    return afterDeparture == 0
        ? order() + " breaks it by itself"
        : "leaves %s at step %d, %d deliveries from there on"
            .formatted(order(), departure, afterDeparture);
  }

  private @Nullable Row failingRow() {
    return atEnd() ? null : rows.get(failingStep);
  }

  private static String sentence(Row row) {
    return "step %d, %s to %s: %s".formatted(row.step(), row.sender(), row.receiver(), row.text());
  }

  private static Row row(World world, int channel, Object message, Narrator narrator) {
    Channels channels = world.channels();
    String sender = channels.sender(channel);
    String receiver = channels.receiverName(channel);
    return new Row(
        world.steps() - 1,
        world.nowPicos(),
        name(narrator.name(sender)),
        name(narrator.name(receiver)),
        OneLine.of(narrator.words(sender, receiver, message), WORDS_MAX),
        OneLine.of(narrator.outcome(world.stated()), WORDS_MAX),
        narrator.weight(message, world.stated()));
  }

  private static String name(String actor) {
    return OneLine.of(actor, NAME_MAX);
  }

  /// The delivery that must not come first. Where it never came, it is pending now, or it was
  /// before the first one made it vanish, or it would have been sent had that one not come yet.
  private static Row second(
      World world, Counterexample counterexample, EssentialRace race, Narrator narrator) {
    Optional<Object> message = head(world, race);
    if (message.isEmpty()) {
      Walk.along(world, counterexample.schedule().subList(0, race.first()), (_, _) -> {});
      goOn(world, race, counterexample.schedule().get(race.first()));
      message = head(world, race);
    }
    String words =
        message
            .map(head -> narrator.words(race.sender(), race.receiver(), head))
            .orElse("a message"); // an edited file may name any
    return new Row(
        Row.NEVER,
        world.nowPicos(),
        name(narrator.name(race.sender())),
        name(narrator.name(race.receiver())),
        OneLine.of(words, WORDS_MAX),
        "",
        Weight.ESSENTIAL);
  }

  /// Follows the default order, without what is `held` back, until the race's second delivery is
  /// possible.
  private static void goOn(World world, EssentialRace race, Decision held) {
    int without = world.channels().find(held.sender(), held.receiver());
    for (int i = 0; i < FURTHER_MAX && head(world, race).isEmpty(); i++) {
      int next = world.enabledCount() > 0 && world.enabled(0) == without ? 1 : 0;
      if (next >= world.enabledCount()) {
        return;
      }
      world.step(world.enabled(next), Choices.FIRST);
    }
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
