package io.interlock.hypervisor.program.source;

/// One word of a program text.
///
/// @param text the characters as written; empty at the end of the text
record Token(Kind kind, String text, Position at) {
  private static final int SHOWN_LENGTH_MAX = 32;

  enum Kind {
    /// Starts with a capital letter or `_`: a register, a field, a step label.
    NAME,
    /// Lower case, parts joined by `-`: keywords and the names that the caller knows.
    WORD,
    NUMBER,
    SYMBOL,
    END
  }

  boolean is(String symbolOrWord) {
    return (kind == Kind.SYMBOL || kind == Kind.WORD) && text.equals(symbolOrWord);
  }

  /// The token as error messages show it.
  String shown() {
    if (kind == Kind.END) {
      return "the end of the text";
    }
    return text.length() <= SHOWN_LENGTH_MAX
        ? "'" + text + "'"
        : "'" + text.substring(0, SHOWN_LENGTH_MAX) + "...'";
  }
}
