package io.interlock.engine.explore.counterexample;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.shrink.EssentialRace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The fields of a counterexample as they are read, in any order, and whether they fit together.
final class CounterexampleFields {
  private static final String FORMAT_KEY = "counterexample";
  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "digest",
              "failingStep",
              "listed",
              "message",
              "overrides",
              "property",
              "races",
              "scenario",
              "schedule",
              "tool",
              "variant"));

  private static final int SCENARIO_CHARS_MAX = 8 << 20;
  private static final int MESSAGE_CHARS_MAX = 10_000;
  private static final int NAME_CHARS_MAX = 1_000;
  private static final int OVERRIDES_MAX = 1_000;

  private final JsonTokens tokens;
  private final String file;
  private final Set<String> missing = new TreeSet<>(KEYS);
  private boolean formatKnown;

  private final Map<String, String> overrides = new TreeMap<>();
  private final List<EssentialRace> races = new ArrayList<>();
  private final List<Decision> schedule = new ArrayList<>();
  private final List<Long> hashes = new ArrayList<>();
  private String digest = "";
  private String message = "";
  private String property = "";
  private String scenario = "";
  private String tool = "";
  private String variant = "";
  private int failingStep;
  private int listed;

  CounterexampleFields(JsonTokens tokens, String file) {
    this.tokens = tokens;
    this.file = file;
  }

  /// Reads everything up to the end of the text.
  Counterexample counterexample() {
    tokens.object("the file", this::field);
    tokens.end();
    if (!missing.isEmpty()) {
      throw CounterexampleException.at(
          file, "lacks " + String.join(", ", missing), "an object with all of its keys");
    }
    check();
    return new Counterexample(
        new Origin(tool, scenario, variant, overrides),
        new Violation(property, message),
        schedule,
        listed,
        failingStep == schedule.size(),
        hashes,
        races,
        digest);
  }

  private void field(String key) {
    if (!formatKnown) {
      format(key);
      return;
    }
    missing.remove(key);
    switch (key) {
      case "digest" -> digest = tokens.hexadecimal(key, 64);
      case "failingStep" -> failingStep = tokens.number(key, 0, Integer.MAX_VALUE);
      case "listed" -> listed = tokens.number(key, 0, Integer.MAX_VALUE);
      case "message" -> message = tokens.string(key, MESSAGE_CHARS_MAX);
      case "overrides" -> tokens.object(key, this::override);
      case "property" -> property = tokens.string(key, NAME_CHARS_MAX);
      case "races" -> tokens.array(key, this::race);
      case "scenario" -> scenario = tokens.string(key, SCENARIO_CHARS_MAX);
      case "schedule" -> tokens.array(key, this::step);
      case "tool" -> tool = tokens.string(key, NAME_CHARS_MAX);
      case "variant" -> variant = tokens.string(key, NAME_CHARS_MAX);
      default -> throw tokens.unknown(key, KEYS);
    }
  }

  /// The first key says what the file is, before anything else is believed.
  private void format(String key) {
    if (!key.equals(FORMAT_KEY)) {
      throw tokens.refuse(
          "is not a counterexample: its first key is '" + key + "'", "the first key " + FORMAT_KEY);
    }
    tokens.number("the format version", CounterexampleWriter.FORMAT, CounterexampleWriter.FORMAT);
    formatKnown = true;
  }

  private void override(String key) {
    overrides.put(key, tokens.string("overrides." + key, MESSAGE_CHARS_MAX));
    if (overrides.size() > OVERRIDES_MAX) {
      throw tokens.refuse("too many overrides", "at most " + OVERRIDES_MAX);
    }
  }

  private void race() {
    String place = tokens.place();
    Map<String, Integer> steps = new TreeMap<>();
    Map<String, String> names = new TreeMap<>();
    tokens.object(
        "a race",
        key -> {
          switch (key) {
            case "first", "second" -> steps.put(key, tokens.number(key, 0, Integer.MAX_VALUE));
            case "from", "to" -> names.put(key, tokens.string(key, NAME_CHARS_MAX));
            default -> throw tokens.unknown(key, Set.of("first", "from", "second", "to"));
          }
        });
    Integer first = steps.get("first");
    String from = names.get("from");
    String to = names.get("to");
    if (first == null || from == null || to == null) {
      throw CounterexampleException.at(place, "a race lacks first, from or to", "all three");
    }
    races.add(
        new EssentialRace(first, steps.getOrDefault("second", EssentialRace.NEVER), from, to));
  }

  private void step() {
    String place = tokens.place();
    Map<String, String> texts = new TreeMap<>();
    List<Integer> choices = new ArrayList<>(0);
    tokens.object(
        "a decision",
        key -> {
          switch (key) {
            case "from", "to" -> texts.put(key, tokens.string(key, NAME_CHARS_MAX));
            case "hash" -> texts.put(key, tokens.hexadecimal(key, 16));
            case "choices" ->
                tokens.array(
                    key, () -> choices.add(tokens.number("a choice", 0, Integer.MAX_VALUE)));
            default -> throw tokens.unknown(key, Set.of("choices", "from", "hash", "to"));
          }
        });
    String from = texts.get("from");
    String to = texts.get("to");
    String hash = texts.get("hash");
    if (from == null || to == null || hash == null) {
      throw CounterexampleException.at(place, "a decision lacks from, hash or to", "all three");
    }
    schedule.add(new Decision(from, to, choices));
    hashes.add(Long.parseUnsignedLong(hash, 16));
  }

  private void check() {
    int steps = schedule.size();
    demand(
        failingStep == steps || failingStep == steps - 1,
        "failingStep is " + failingStep,
        "the last of the " + steps + " decisions, or their number");
    demand(listed <= steps, "listed is " + listed, "0 to " + steps);
    for (EssentialRace race : races) {
      demand(
          race.first() < steps && race.second() < steps,
          "a race of steps " + race.first() + " and " + race.second(),
          "steps below " + steps);
    }
  }

  private void demand(boolean holds, String what, String allowed) {
    if (!holds) {
      throw CounterexampleException.at(file, what, allowed);
    }
  }
}
