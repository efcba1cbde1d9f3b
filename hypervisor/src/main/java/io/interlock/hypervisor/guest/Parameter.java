package io.interlock.hypervisor.guest;

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
