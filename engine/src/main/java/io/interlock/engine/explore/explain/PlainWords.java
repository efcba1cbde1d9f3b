package io.interlock.engine.explore.explain;

import io.interlock.engine.text.ActorNames;
import io.interlock.engine.text.OneLine;
import java.util.regex.Pattern;

/// The text that a message has by itself, made short.
final class PlainWords {
  private static final int CHARS_MAX = 80;

  /// As in `Place[thread=...`.
  private static final Pattern COMPONENT_NAME = Pattern.compile("\\b\\w{1,40}=");

  private PlainWords() {}

  static String of(Object value) {
    String unnamed = COMPONENT_NAME.matcher(String.valueOf(value)).replaceAll("");
    return OneLine.of(ActorNames.plain(unnamed), CHARS_MAX);
  }
}
