package io.interlock.actors.scenario;

/// Bounds on the text of scenarios.
final class HoconText {
  /// Open brackets that the HOCON parser, which recurses, gets to see; scenarios need four.
  private static final int NESTING_MAX = 100;

  /// Dots in one line: a key `a.b.c` nests as deeply as brackets do.
  private static final int DOTS_MAX = 1_000;

  /// Keys and brackets; merging them takes the HOCON parser quadratic time.
  private static final int KEYS_MAX = 20_000;

  private HoconText() {}

  /// Refuses what no scenario contains and what would cost the HOCON parser unbounded stack or
  /// time.
  static void checkCharacters(String text, String name) {
    int line = 1;
    int depth = 0;
    int dots = 0;
    int keys = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\n' -> {
          line++;
          dots = 0;
        }
        case '.' -> dots++;
        case '=', ':' -> keys++;
        case '{', '[' -> {
          depth++;
          keys++;
        }
        case '}', ']' -> depth = Math.max(0, depth - 1);
        case '\0' -> throw ScenarioException.at(name + ":" + line, "is not text", "HOCON in UTF-8");
        default -> {}
      }
      if (depth > NESTING_MAX || dots > DOTS_MAX || keys > KEYS_MAX) {
        throw ScenarioException.at(
            name + ":" + line,
            keys > KEYS_MAX ? "too many keys" : "nested too deeply",
            "at most " + KEYS_MAX + " keys, " + NESTING_MAX + " levels");
      }
    }
  }
}
