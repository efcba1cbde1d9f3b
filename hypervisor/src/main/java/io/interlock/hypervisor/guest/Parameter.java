package io.interlock.hypervisor.guest;

import java.util.Collections;
import java.util.List;

/// One setting of a built-in program.
public sealed interface Parameter {
  /// As it is written in a scenario.
  String key();

  /// What it is where nothing is written.
  String defaultText();

  /// Refuses a text that is not allowed.
  void check(String text);

  /// A whole number; `k`, `M` and `G` may follow it.
  record Whole(String key, long min, long max, long defaultValue) implements Parameter {
    @Override
    public String defaultText() {
      return String.valueOf(defaultValue);
    }

    @Override
    public void check(String text) {
      new Range(key, min, max).check(Numbers.parse(key, text));
    }
  }

  /// Some words with commas between them, each once.
  ///
  /// @param max how many there may be
  record Several(String key, List<String> words, int max, String defaultText) implements Parameter {
    public Several {
      words = List.copyOf(words);
    }

    /// The words of a text.
    static List<String> words(String text) {
      return text.isBlank() ? List.of() : List.of(text.strip().split(" *, *", -1));
    }

    @Override
    public void check(String text) {
      List<String> given = words(text);
      for (String word : given) {
        if (!words.contains(word)) {
          throw new IllegalArgumentException(
              "%s has \"%s\", allowed are %s".formatted(key, word, String.join(", ", words)));
        }
      }
      new Range("number of " + key, 0, max).check(given.size());
      given.stream()
          .filter(word -> Collections.frequency(given, word) > 1)
          .findFirst()
          .ifPresent(
              word -> {
                throw new IllegalArgumentException("%s has %s twice".formatted(key, word));
              });
    }
  }

  /// One of several words; the first is the default.
  record Choice(String key, List<String> words) implements Parameter {
    public Choice {
      words = List.copyOf(words);
    }

    @Override
    public String defaultText() {
      return words.getFirst();
    }

    @Override
    public void check(String text) {
      if (!words.contains(text)) {
        throw new IllegalArgumentException(
            "%s is \"%s\", allowed are %s".formatted(key, text, String.join(", ", words)));
      }
    }
  }
}
