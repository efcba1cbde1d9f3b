package io.interlock.hypervisor.program.source;

import io.interlock.hardware.register.Nearest;
import java.util.Collection;
import java.util.List;

/// The parsers' place in the tokens, and how they complain.
final class TokenCursor {
  private static final int NESTING_MAX = 64;

  private final List<Token> tokens;
  private int next;
  private int nesting;

  TokenCursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(next);
  }

  /// The token after the next one, or the end.
  Token peekSecond() {
    return tokens.get(Math.min(next + 1, tokens.size() - 1));
  }

  Token take() {
    Token token = peek();
    if (token.kind() != Token.Kind.END) {
      next++;
    }
    return token;
  }

  /// Takes the next token if it is that symbol or word.
  boolean accept(String symbolOrWord) {
    if (!peek().is(symbolOrWord)) {
      return false;
    }
    next++;
    return true;
  }

  void expect(String symbolOrWord) {
    if (!accept(symbolOrWord)) {
      throw unexpected("'" + symbolOrWord + "'");
    }
  }

  /// Takes a word that is one of `known`. `what` says what kind of name that is, with its article.
  String known(String what, Collection<String> known) {
    Token token = peek();
    if (token.kind() != Token.Kind.WORD) {
      throw unexpected(what);
    }
    if (!known.contains(token.text())) {
      throw unknown(token, what, known);
    }
    return take().text();
  }

  /// "Found this, expected that" at the next token.
  ProgramException unexpected(String expected) {
    return unexpected(peek(), expected);
  }

  ProgramException unexpected(Token found, String expected) {
    return new ProgramException(found.at(), "found " + found.shown() + ", expected " + expected);
  }

  /// As `unexpected`, with the known name that is nearest to what was found.
  ProgramException unknown(Token found, String what, Collection<String> known) {
    String hint =
        known.isEmpty() ? "none is known" : "nearest is " + Nearest.to(found.text(), known);
    return unexpected(found, what + " (" + hint + ")");
  }

  /// The symbol after the parenthesis that closes the one that comes next.
  Token afterParenthesis() {
    int depth = 0;
    for (int i = next; i < tokens.size() - 1; i++) {
      depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
      if (depth == 0) {
        return tokens.get(i + 1);
      }
    }
    return tokens.getLast();
  }

  /// Enters a nested construct; bounded so that no text can exhaust the stack.
  void nest() {
    if (++nesting > NESTING_MAX) {
      throw new ProgramException(
          peek().at(), "nested too deeply, allowed are " + NESTING_MAX + " levels");
    }
  }

  void unnest() {
    nesting--;
  }
}
