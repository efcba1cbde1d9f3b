package io.interlock.engine.explore.explain;

import io.interlock.engine.text.OneLine;
import java.util.List;
import java.util.regex.Pattern;

/// The text that a message has by itself, made short.
final class PlainWords {
  private static final int CHARS_MAX = 80;

  /// As in `Place[thread=...`.
  private static final Pattern COMPONENT_NAME = Pattern.compile("\\b\\w{1,40}=");

  /// As in `Actor[akka://system/user/host/pe0#12345]`, of which `host/pe0` stays.
  private static final Pattern REFERENCE =
      Pattern.compile("Actor\\[akka://[^/\\]]{1,99}/(?:user/)?([^#\\]]{0,400})[^\\]]{0,40}]");

  private PlainWords() {}

  static String of(Object message, List<Object> facts) {
    return facts.isEmpty() ? text(message) : text(message) + " => " + text(facts);
  }

  private static String text(Object value) {
    String unnamed = COMPONENT_NAME.matcher(String.valueOf(value)).replaceAll("");
    return OneLine.of(REFERENCE.matcher(unnamed).replaceAll("$1"), CHARS_MAX);
  }
}
