package io.interlock.engine.explore.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A small system drawn by chance: what each actor does in each state with each kind of message.
///
/// @param rules by actor, state and kind
/// @param letters what is on its way at the beginning
/// @param lives how many times a message can be followed by others, so that executions end; 0 for
///     messages that live forever, of which each is followed by one at most
/// @param badEnd the state in which actor 0 must not end, or -1
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Table(
    Features features, Outcome[][][] rules, List<Letter> letters, int lives, int badEnd) {
  static final int STATES = 3;
  static final int KINDS = 3;

  /// What may occur.
  ///
  /// @param choices handlers choose
  /// @param alarms actors arm alarms of their own and take them back
  /// @param timers actors arm timers that tell others, and take them back
  /// @param stops actors stop, themselves and others
  /// @param looks actors read the states of others
  /// @param breaks actors break properties
  public record Features(
      boolean choices,
      boolean alarms,
      boolean timers,
      boolean stops,
      boolean looks,
      boolean breaks) {
    /// Every combination.
    public static Stream<Features> all() {
      return IntStream.range(0, 1 << 6)
          .mapToObj(
              bits ->
                  new Features(
                      (bits & 1) != 0,
                      (bits & 2) != 0,
                      (bits & 4) != 0,
                      (bits & 8) != 0,
                      (bits & 16) != 0,
                      (bits & 32) != 0));
    }
  }

  /// A message from outside.
  record Letter(int source, int to, int kind) {}

  /// What a handler does beside changing its state.
  sealed interface Effect {
    /// Whether it makes steps of `sender` touch `actor` in another way than by delivering to it, or
    /// steps of `actor` touch others.
    default boolean meets(int sender, int actor) {
      return switch (this) {
        case Look(int at, _, _, _) -> at == actor || sender == actor;
        case StartTimer(int to, _) -> to == actor || sender == actor;
        case Stop(int who) -> who == actor || sender == actor;
        case Send _, Arm _, Disarm _, CancelTimer _ -> false;
      };
    }

    /// Whether it may send something to `actor`.
    default boolean tells(int sender, int actor) {
      return switch (this) {
        case Send(int to, _) -> to == actor;
        case Look(_, _, int to, _) -> to == actor;
        case StartTimer(int to, _) -> to == actor;
        case Arm _ -> sender == actor;
        case Disarm _, CancelTimer _, Stop _ -> false;
      };
    }

    record Send(int to, int kind) implements Effect {}

    record Arm(int kind) implements Effect {}

    record Disarm() implements Effect {}

    record StartTimer(int to, int kind) implements Effect {}

    record CancelTimer() implements Effect {}

    record Stop(int actor) implements Effect {}

    /// Tells `to` if `at` is in `state`.
    record Look(int at, int state, int to, int kind) implements Effect {}
  }

  /// One way to handle a message; `more` are the alternatives of a choice that follows, if any.
  record Outcome(int state, List<Effect> effects, @Nullable String breaks, List<Outcome> more) {}

  int actors() {
    return rules.length;
  }

  /// Draws a system.
  ///
  /// @param letters how many messages are there at the beginning
  public static Table draw(long seed, int actors, int letters, int lives, Features features) {
    return new Drawing(new SplittableRandom(seed), actors, lives, features).table(letters);
  }

  /// Whether at most one channel can ever lead to `actor`, and nothing else meets it.
  boolean hasOneSender(int actor) {
    Set<String> channels = new HashSet<>();
    for (Letter letter : letters) {
      if (letter.to == actor) {
        channels.add("outside" + letter.source);
      }
    }
    for (int sender = 0; sender < actors(); sender++) {
      for (Effect effect : effectsOf(sender)) {
        if (effect.meets(sender, actor)) {
          return false;
        }
        if (effect.tells(sender, actor)) {
          channels.add(effect instanceof Effect.Arm ? "alarm" : "a" + sender);
        }
      }
    }
    return channels.size() <= 1;
  }

  /// All that an actor may ever do, beside changing its state.
  List<Effect> effectsOf(int actor) {
    List<Effect> effects = new ArrayList<>();
    for (Outcome[] byKind : rules[actor]) {
      for (Outcome outcome : byKind) {
        collect(outcome, effects);
      }
    }
    return effects;
  }

  private static void collect(Outcome outcome, List<Effect> effects) {
    effects.addAll(outcome.effects);
    outcome.more.forEach(each -> collect(each, effects));
  }

  /// The drawing of one table.
  private record Drawing(SplittableRandom random, int actors, int lives, Features features) {
    Table table(int letters) {
      Outcome[][][] rules = new Outcome[actors][STATES][KINDS];
      for (Outcome[][] byState : rules) {
        for (Outcome[] byKind : byState) {
          for (int kind = 0; kind < KINDS; kind++) {
            byKind[kind] = outcome(0);
          }
        }
      }
      List<Letter> first = new ArrayList<>();
      for (int i = 0; i < letters; i++) {
        first.add(new Letter(random.nextInt(2), random.nextInt(actors), random.nextInt(KINDS)));
      }
      int badEnd = features.breaks && random.nextInt(2) == 0 ? random.nextInt(STATES) : -1;
      return new Table(features, rules, first, lives, badEnd);
    }

    private Outcome outcome(int nesting) {
      List<Outcome> more = new ArrayList<>();
      if (features.choices && nesting < 2 && random.nextInt(4) == 0) {
        int alternatives = random.nextInt(2, 4);
        for (int i = 0; i < alternatives; i++) {
          more.add(outcome(nesting + 1));
        }
      }
      // Messages that live forever must not become more.
      int effectsMax = lives > 0 ? 2 : more.isEmpty() ? 1 : 0;
      List<Effect> effects = new ArrayList<>();
      for (int i = random.nextInt(effectsMax + 1); i > 0; i--) {
        effects.add(effect());
      }
      boolean breaks = features.breaks && random.nextInt(12) == 0;
      String property = breaks ? "p" + random.nextInt(3) : null;
      return new Outcome(random.nextInt(STATES), effects, property, more);
    }

    private Effect effect() {
      int actor = random.nextInt(actors);
      int kind = random.nextInt(KINDS);
      return switch (random.nextInt(12)) {
        case 0, 1 -> features.alarms ? new Effect.Arm(kind) : new Effect.Send(actor, kind);
        case 2, 3 -> features.alarms ? new Effect.Disarm() : new Effect.Send(actor, kind);
        case 4 ->
            features.timers ? new Effect.StartTimer(actor, kind) : new Effect.Send(actor, kind);
        case 5 -> features.timers ? new Effect.CancelTimer() : new Effect.Send(actor, kind);
        case 6 -> features.stops ? new Effect.Stop(actor) : new Effect.Send(actor, kind);
        case 7, 8 ->
            features.looks
                ? new Effect.Look(actor, random.nextInt(STATES), random.nextInt(actors), kind)
                : new Effect.Send(actor, kind);
        default -> new Effect.Send(actor, kind);
      };
    }
  }
}
