package io.interlock.engine.explore.sample;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// A strategy as it is written: `urw`, `pct:3`.
///
/// @param number what follows the colon, or [#NOT_GIVEN]
record StrategyName(Kind kind, int number) {
  static final int NOT_GIVEN = -1;

  /// Depths that [Pct] draws from if none is given.
  private static final int[] DEPTHS = {2, 3, 5};

  private static final int DELAYS = 2;

  /// The strategies there are.
  enum Kind {
    RANDOM("random"),
    PCT("pct", "a depth", 2, 10),
    POS("pos"),
    URW("urw"),
    SURW("surw"),
    DELAY("delay", "a number of delays", 0, 1000),
    SWARM("swarm"),
    FEEDBACK("feedback");

    private final String text;
    private final String meaning;
    private final int least;
    private final int most;

    Kind(String text) {
      this(text, "", 0, -1);
    }

    Kind(String text, String meaning, int least, int most) {
      this.text = text;
      this.meaning = meaning;
      this.least = least;
      this.most = most;
    }

    private boolean takesNumber() {
      return least <= most;
    }
  }

  /// The names, without numbers.
  static List<String> all() {
    return Arrays.stream(Kind.values()).map(kind -> kind.text).toList();
  }

  /// Reads a name.
  ///
  /// @throws IllegalArgumentException in one line, if it is not the name of a strategy
  static StrategyName parse(String text) {
    int colon = text.indexOf(':');
    String word = colon < 0 ? text : text.substring(0, colon);
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(each -> each.text.equals(word))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(unknown(word)));
    return new StrategyName(
        kind, colon < 0 ? NOT_GIVEN : number(kind, text, text.substring(colon + 1)));
  }

  private static int number(Kind kind, String text, String digits) {
    if (!kind.takesNumber()) {
      throw new IllegalArgumentException(
          "strategy '%s': %s takes no number".formatted(text, kind.text));
    }
    int number = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : NOT_GIVEN;
    if (number < kind.least || number > kind.most) {
      throw new IllegalArgumentException(
          "strategy '%s': %s takes %s, %d to %d"
              .formatted(text, kind.text, kind.meaning, kind.least, kind.most));
    }
    return number;
  }

  private static String unknown(String word) {
    List<String> known = Rotation.names();
    String nearest =
        known.stream().min(Comparator.comparingInt(name -> distance(word, name))).orElseThrow();
    return "strategy '%s' is unknown, the nearest is '%s'; allowed are %s"
        .formatted(word, nearest, known.stream().sorted().collect(Collectors.joining(", ")));
  }

  /// How many letters must be put in, left out or replaced (Levenshtein).
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(diagonal, row[j - 1]));
      }
    }
    return row[b.length()];
  }

  /// A new strategy of that name.
  Strategy create(Census census, Forecast forecast, Corpus corpus) {
    return switch (kind) {
      case RANDOM -> new RandomWalk();
      case PCT -> number == NOT_GIVEN ? new Pct(census, DEPTHS) : new Pct(census, number);
      case POS -> new Pos();
      case URW -> new Urw(forecast);
      case SURW -> new Surw(forecast);
      case DELAY -> new DelayBounding(census, number == NOT_GIVEN ? DELAYS : number);
      case SWARM -> new Swarm(forecast);
      case FEEDBACK -> new Feedback(new Swarm(forecast), corpus);
    };
  }

  @Override
  public String toString() {
    return number == NOT_GIVEN ? kind.text : kind.text + ":" + number;
  }
}
