package io.interlock.engine.explore.counterexample;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// JSON that is the same to the byte for equal values: keys in alphabetical order, plain ASCII.
final class JsonText {
  private JsonText() {}

  /// An object on one line, of values that are JSON already.
  static String object(Map<String, String> fields) {
    return joined(fields, ", ", "{", "}");
  }

  /// An object with one line for each key.
  static String objectOfLines(Map<String, String> fields) {
    return joined(fields, ",\n", "{\n", "\n}");
  }

  /// An array with one line for each element.
  static String arrayOfLines(List<String> elements) {
    return elements.isEmpty() ? "[]" : "[\n" + String.join(",\n", elements) + "\n]";
  }

  /// A string.
  static String string(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        default -> quoted.append(c < ' ' || c > '~' ? "\\u%04x".formatted((int) c) : c);
      }
    }
    return quoted.append('"').toString();
  }

  private static String joined(
      Map<String, String> fields, String between, String first, String last) {
    StringJoiner joined = new StringJoiner(between, first, last);
    fields.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(field -> joined.add(string(field.getKey()) + ": " + field.getValue()));
    return joined.toString();
  }
}
