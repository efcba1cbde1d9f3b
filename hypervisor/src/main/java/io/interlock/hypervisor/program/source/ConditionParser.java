package io.interlock.hypervisor.program.source;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Parses conditions: `or` binds weakest, then `and`, then `not`.
final class ConditionParser {
  private static final Set<String> AFTER_A_CONDITION = Set.of("and", "or", "{", ")");

  private final TokenCursor cursor;
  private final Vocabulary vocabulary;
  private final ExpressionParser expressions;

  ConditionParser(TokenCursor cursor, Vocabulary vocabulary, ExpressionParser expressions) {
    this.cursor = cursor;
    this.vocabulary = vocabulary;
    this.expressions = expressions;
  }

  Condition condition() {
    Condition left = conjunction();
    while (cursor.accept("or")) {
      left = new Condition.Or(left, conjunction());
    }
    return left;
  }

  private Condition conjunction() {
    Condition left = operand();
    while (cursor.accept("and")) {
      left = new Condition.And(left, operand());
    }
    return left;
  }

  private Condition operand() {
    cursor.nest();
    Condition operand = nestedOperand();
    cursor.unnest();
    return operand;
  }

  private Condition nestedOperand() {
    if (cursor.accept("not")) {
      return new Condition.Not(operand());
    }
    if (cursor.peek().is("(") && AFTER_A_CONDITION.contains(cursor.afterParenthesis().text())) {
      cursor.expect("(");
      Condition inner = condition();
      cursor.expect(")");
      return inner;
    }
    return atFeature() ? new Condition.Feature(feature()) : comparison();
  }

  private boolean atFeature() {
    Token token = cursor.peek();
    return token.kind() == Token.Kind.WORD
        && !expressions.places().atSavedCopy()
        && !expressions.isValue(token.text());
  }

  private String feature() {
    Token token = cursor.peek();
    if (vocabulary.features().contains(token.text())) {
      return cursor.take().text();
    }
    SortedSet<String> known = new TreeSet<>(vocabulary.features());
    known.addAll(expressions.knownValues());
    throw cursor.unknown(token, "a feature or a value", known);
  }

  private Condition comparison() {
    Expression left = expressions.savedExpression();
    for (Comparison comparison : Comparison.values()) {
      if (cursor.accept(comparison.toString())) {
        return new Condition.Compare(comparison, left, expressions.savedExpression());
      }
    }
    throw cursor.unexpected("a comparison: ==, !=, <, <=, > or >=");
  }
}
