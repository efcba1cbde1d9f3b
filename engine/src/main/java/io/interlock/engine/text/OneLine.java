package io.interlock.engine.text;

/// Makes foreign text fit for a line: printable and of bounded length.
public final class OneLine {
  private static final String ELLIPSIS = "…";

  private OneLine() {}

  /// The text with runs of white space as one blank and every other control character as `?`, cut
  /// with an ellipsis where it is longer than `lengthMax`, which is 1 or more.
  public static String of(String text, int lengthMax) {
    StringBuilder line = new StringBuilder();
    boolean blank = false;
    for (int i = 0; i < text.length() && line.length() <= lengthMax; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isWhitespace(c)) {
        blank = !line.isEmpty();
      } else {
        line.append(blank ? " " : "").appendCodePoint(isPlain(c) ? c : '?');
        blank = false;
      }
    }
    return cut(line.toString(), lengthMax);
  }

  /// A line that is printable already, cut with an ellipsis where it is longer than `lengthMax`.
  public static String cut(String line, int lengthMax) {
    if (line.length() <= lengthMax) {
      return line;
    }
    boolean splits = lengthMax > 1 && Character.isHighSurrogate(line.charAt(lengthMax - 2));
    return line.substring(0, lengthMax - (splits ? 2 : 1)) + ELLIPSIS;
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
