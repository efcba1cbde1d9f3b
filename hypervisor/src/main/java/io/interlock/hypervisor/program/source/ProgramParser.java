package io.interlock.hypervisor.program.source;

import java.util.ArrayList;
import java.util.List;

/// Parses a whole program: an optional name, with the feature that it is for, then hooks.
final class ProgramParser {
  private final TokenCursor cursor;
  private final Vocabulary vocabulary;
  private final StatementParser statements;
  private final List<Hook> hooks = new ArrayList<>();

  ProgramParser(TokenCursor cursor, Vocabulary vocabulary) {
    this.cursor = cursor;
    this.vocabulary = vocabulary;
    this.statements = new StatementParser(cursor, vocabulary);
  }

  SourceProgram program() {
    String name = cursor.accept("program") ? name() : "";
    String feature = !name.isEmpty() && cursor.accept("for") ? feature() : "";
    while (cursor.peek().kind() != Token.Kind.END) {
      if (!cursor.peek().is("on")) {
        throw cursor.unexpected("'on' and a hook: " + String.join(", ", HookPoint.keywords()));
      }
      hooks.add(hook());
    }
    return new SourceProgram(name, feature, List.copyOf(hooks));
  }

  private String name() {
    Token token = cursor.peek();
    if (token.kind() != Token.Kind.WORD && token.kind() != Token.Kind.NAME) {
      throw cursor.unexpected("the program's name");
    }
    return cursor.take().text();
  }

  private String feature() {
    return cursor.known("a feature", vocabulary.features());
  }

  private Hook hook() {
    Position at = cursor.peek().at();
    cursor.expect("on");
    Token keyword = cursor.peek();
    HookPoint point = point(cursor.known("a hook", HookPoint.keywords()));
    String subject =
        switch (point.subject()) {
          case NONE -> "";
          case INTERRUPT -> cursor.known("an interrupt", vocabulary.interrupts());
          case ACCESS -> cursor.known("accesses", vocabulary.accesses());
        };
    for (Hook earlier : hooks) {
      if (earlier.point() == point && earlier.subject().equals(subject)) {
        throw cursor.unexpected(
            keyword, "a hook that has no statements yet; this one begins at " + earlier.at());
      }
    }
    return new Hook(at, point, subject, statements.block());
  }

  private static HookPoint point(String keyword) {
    for (HookPoint point : HookPoint.values()) {
      if (point.keyword().equals(keyword)) {
        return point;
      }
    }
    throw new IllegalArgumentException("no hook " + keyword);
  }
}
