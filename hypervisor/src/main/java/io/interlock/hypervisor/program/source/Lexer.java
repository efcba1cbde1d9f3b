package io.interlock.hypervisor.program.source;

import java.util.ArrayList;
import java.util.List;

/// Cuts a program text into tokens. Blanks, line ends and `#` comments only separate.
final class Lexer {
  private static final int TEXT_LENGTH_MAX = 1 << 20;
  private static final List<String> TWO_LETTER_SYMBOLS =
      List.of(":=", "..", "<<", ">>", "<=", ">=", "==", "!=");
  private static final String ONE_LETTER_SYMBOLS = "{}()[]:.<>&|~^+-";

  private final String file;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int next;
  private int line = 1;
  private int lineStart;

  private Lexer(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /// All tokens; the last is the only one of kind END.
  static List<Token> tokens(String file, String text) {
    Lexer lexer = new Lexer(file, text);
    if (text.length() > TEXT_LENGTH_MAX) {
      throw new ProgramException(
          lexer.here(),
          "the text has " + text.length() + " characters, allowed are " + TEXT_LENGTH_MAX);
    }
    while (lexer.next < text.length()) {
      lexer.step();
    }
    lexer.tokens.add(new Token(Token.Kind.END, "", lexer.here()));
    return lexer.tokens;
  }

  private void step() {
    char c = text.charAt(next);
    if (c == '\n') {
      next++;
      line++;
      lineStart = next;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      next++;
    } else if (c == '#') {
      int end = text.indexOf('\n', next);
      next = end < 0 ? text.length() : end;
    } else if (isCapital(c) || c == '_') {
      take(Token.Kind.NAME, endOfRun(next));
    } else if (isSmall(c)) {
      take(Token.Kind.WORD, endOfWord());
    } else if (isDigit(c)) {
      take(Token.Kind.NUMBER, endOfRun(next));
    } else {
      take(Token.Kind.SYMBOL, next + symbolLength(c));
    }
  }

  private void take(Token.Kind kind, int end) {
    tokens.add(new Token(kind, text.substring(next, end), here()));
    next = end;
  }

  private Position here() {
    return new Position(file, line, next - lineStart + 1);
  }

  private int endOfRun(int from) {
    int end = from;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /// A `-` belongs to a word only between two of its parts: `guest-counters` is one word, `guest -
  /// 1` is not.
  private int endOfWord() {
    int end = endOfRun(next);
    while (end + 1 < text.length() && text.charAt(end) == '-' && isSmall(text.charAt(end + 1))) {
      end = endOfRun(end + 1);
    }
    return end;
  }

  private int symbolLength(char c) {
    for (String symbol : TWO_LETTER_SYMBOLS) {
      if (text.startsWith(symbol, next)) {
        return 2;
      }
    }
    if (ONE_LETTER_SYMBOLS.indexOf(c) < 0) {
      String shown = c > ' ' && c < 127 ? "'" + c + "'" : "character U+%04X".formatted((int) c);
      throw new ProgramException(
          here(), "found " + shown + ", expected a name, a number, a symbol or a # comment");
    }
    return 1;
  }

  private static boolean isNamePart(char c) {
    return isSmall(c) || isCapital(c) || isDigit(c) || c == '_';
  }

  private static boolean isSmall(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
