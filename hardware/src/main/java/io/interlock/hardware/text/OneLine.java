package io.interlock.hardware.text;

/// Makes foreign text fit for a message: one line, printable, of bounded length.
public final class OneLine {
  private static final int LENGTH_MAX = 400;

  private OneLine() {}

  /// The text with every control character and line separator shown as `?`, cut after 400
  /// characters.
  public static String of(String text) {
    String cut = text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + "...";
    StringBuilder line = new StringBuilder(cut.length());
    cut.codePoints().forEach(c -> line.appendCodePoint(isPlain(c) ? c : '?'));
    return line.toString();
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
