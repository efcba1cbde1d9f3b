package io.interlock.hypervisor.program.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Parses statements and blocks.
final class StatementParser {
  private static final String STATEMENT =
      "a statement: REGISTER, vcpu., host., isb, dsb, psb, preempt-off, preempt-on, irqs-off, irqs-on,"
          + " if, for, do or '}'";
  private static final Set<String> RESERVED =
      Set.of(
          "program",
          "on",
          "vcpu",
          "host",
          "isb",
          "dsb",
          "psb",
          "preempt-off",
          "preempt-on",
          "irqs-off",
          "irqs-on",
          "if",
          "else",
          "for",
          "in",
          "do",
          "not",
          "and",
          "or");

  private final TokenCursor cursor;
  private final Vocabulary vocabulary;
  private final ExpressionParser expressions;
  private final ConditionParser conditions;

  StatementParser(TokenCursor cursor, Vocabulary vocabulary) {
    this.cursor = cursor;
    this.vocabulary = vocabulary;
    this.expressions = new ExpressionParser(cursor, vocabulary);
    this.conditions = new ConditionParser(cursor, vocabulary, expressions);
  }

  /// Statements in braces.
  List<Statement> block() {
    cursor.nest();
    cursor.expect("{");
    List<Statement> body = new ArrayList<>();
    while (!cursor.accept("}")) {
      body.add(statement());
    }
    cursor.unnest();
    return List.copyOf(body);
  }

  private Statement statement() {
    Position at = cursor.peek().at();
    String label = label();
    Token token = cursor.peek();
    if (token.kind() == Token.Kind.NAME || expressions.places().atSavedCopy()) {
      return assignment(at, label);
    }
    if (token.kind() != Token.Kind.WORD) {
      throw cursor.unexpected(STATEMENT);
    }
    return switch (token.text()) {
      case "isb", "dsb", "psb" -> new Statement.Fence(at, label, barrier());
      case "preempt-off" -> off(at, label, Maskable.PREEMPTION);
      case "irqs-off" -> off(at, label, Maskable.INTERRUPTS);
      case "preempt-on" -> on(at, label, Maskable.PREEMPTION);
      case "irqs-on" -> on(at, label, Maskable.INTERRUPTS);
      case "if" -> conditional(at, label);
      case "for" -> loop(at, label);
      case "do" -> step(at, label);
      default -> throw cursor.unexpected(STATEMENT);
    };
  }

  private String label() {
    Token first = cursor.peek();
    boolean labelled =
        (first.kind() == Token.Kind.NAME || first.kind() == Token.Kind.WORD)
            && cursor.peekSecond().is(":");
    if (!labelled) {
      return "";
    }
    cursor.take();
    cursor.expect(":");
    return first.text();
  }

  private Statement assignment(Position at, String label) {
    Place target = expressions.places().place(true);
    cursor.expect(":=");
    return new Statement.Assign(at, label, target, expressions.expression());
  }

  private Barrier barrier() {
    Token first = cursor.take();
    if (first.is("isb")) {
      return Barrier.ISB;
    }
    for (Barrier barrier : Barrier.values()) {
      if (barrier.toString().equals(first.text() + " " + cursor.peek().text())) {
        cursor.take();
        return barrier;
      }
    }
    throw cursor.unexpected(first.is("dsb") ? "nsh, ish or sy after dsb" : "csync after psb");
  }

  private Statement off(Position at, String label, Maskable what) {
    cursor.expect(what.offKeyword());
    return cursor.peek().is("{")
        ? new Statement.Region(at, label, what, block())
        : new Statement.Toggle(at, label, what, false);
  }

  private Statement on(Position at, String label, Maskable what) {
    cursor.expect(what.onKeyword());
    return new Statement.Toggle(at, label, what, true);
  }

  private Statement conditional(Position at, String label) {
    cursor.expect("if");
    Condition condition = conditions.condition();
    List<Statement> body = block();
    List<Statement> otherwise = cursor.accept("else") ? otherwise() : List.of();
    return new Statement.If(at, label, condition, body, otherwise);
  }

  /// What follows `else`: a block, or another `if`.
  private List<Statement> otherwise() {
    if (!cursor.peek().is("if")) {
      return block();
    }
    cursor.nest();
    Statement next = conditional(cursor.peek().at(), "");
    cursor.unnest();
    return List.of(next);
  }

  private Statement loop(Position at, String label) {
    cursor.expect("for");
    String variable = loopVariable();
    cursor.expect("in");
    long first = expressions.number();
    cursor.expect("..");
    Expression end = loopEnd();
    expressions.enterLoop(variable);
    List<Statement> body = block();
    expressions.leaveLoop();
    return new Statement.For(at, label, variable, first, end, body);
  }

  private String loopVariable() {
    Token token = cursor.peek();
    if (token.kind() != Token.Kind.WORD
        || RESERVED.contains(token.text())
        || expressions.isValue(token.text())
        || vocabulary.features().contains(token.text())) {
      throw cursor.unexpected("a loop variable: a small-letter word that means nothing else here");
    }
    return cursor.take().text();
  }

  private Expression loopEnd() {
    return cursor.peek().kind() == Token.Kind.NUMBER
        ? new Expression.Literal(expressions.number())
        : new Expression.Named(cursor.known("a number or a count", expressions.knownValues()));
  }

  private Statement step(Position at, String label) {
    cursor.expect("do");
    return new Statement.Do(at, label, cursor.known("a step", vocabulary.steps()));
  }
}
