package io.interlock.hypervisor.program.source;

import java.util.List;

/// Writes a program in the canonical form: two blanks a level, one statement a line, as few
/// parentheses as the operators' strengths allow.
final class Printer {
  private static final int STRONGEST = 6;
  private final StringBuilder out = new StringBuilder();
  private int level;

  String print(SourceProgram program) {
    if (!program.name().isEmpty()) {
      line("program " + program.name() + forFeature(program.feature()));
    }
    for (Hook hook : program.hooks()) {
      String subject = hook.subject().isEmpty() ? "" : " " + hook.subject();
      block("on " + hook.point().keyword() + subject, hook.body());
      line("}");
    }
    return out.toString();
  }

  private static String forFeature(String feature) {
    return feature.isEmpty() ? "" : " for " + feature;
  }

  private void statement(Statement statement) {
    String label = statement.label().isEmpty() ? "" : statement.label() + ": ";
    switch (statement) {
      case Statement.Assign s -> line(label + text(s.target()) + " := " + text(s.value(), 1));
      case Statement.Fence s -> line(label + s.barrier());
      case Statement.Toggle s ->
          line(label + (s.on() ? s.what().onKeyword() : s.what().offKeyword()));
      case Statement.Do s -> line(label + "do " + s.step());
      case Statement.Region s -> {
        block(label + s.held().offKeyword(), s.body());
        line("}");
      }
      case Statement.For s -> {
        String range = s.variable() + " in " + number(s.first()) + " .. " + text(s.end(), 1);
        block(label + "for " + range, s.body());
        line("}");
      }
      case Statement.If s -> {
        block(label + "if " + text(s.condition(), 1), s.body());
        if (!s.otherwise().isEmpty()) {
          block("} else", s.otherwise());
        }
        line("}");
      }
    }
  }

  private void block(String head, List<Statement> body) {
    line(head + " {");
    level++;
    body.forEach(this::statement);
    level--;
  }

  private void line(String text) {
    out.repeat("  ", level).append(text).append('\n');
  }

  /// Parenthesised if an operator of strength `weakest` or more is needed here.
  private static String text(Condition condition, int weakest) {
    return switch (condition) {
      case Condition.Feature(String name) -> name;
      case Condition.Not(Condition operand) -> "not " + text(operand, 3);
      case Condition.And(Condition left, Condition right) ->
          parenthesised(text(left, 2) + " and " + text(right, 3), weakest > 2);
      case Condition.Or(Condition left, Condition right) ->
          parenthesised(text(left, 1) + " or " + text(right, 2), weakest > 1);
      case Condition.Compare(Comparison comparison, Expression left, Expression right) ->
          text(left, 1) + " " + comparison + " " + text(right, 1);
    };
  }

  private static String text(Expression expression, int weakest) {
    return switch (expression) {
      case Expression.Literal(long value) -> number(value);
      case Expression.Named(String name) -> name;
      case Expression.FieldMask(var register, var field) -> register + "." + field.name();
      case Expression.FieldValue(var register, var field, Expression value) ->
          register + "." + field.name() + "(" + text(value, 1) + ")";
      case Expression.Read(Place place) -> text(place);
      case Expression.Unary(UnaryOperator operator, Expression operand) ->
          operator + text(operand, STRONGEST);
      case Expression.Binary(BinaryOperator operator, Expression left, Expression right) ->
          parenthesised(
              text(left, operator.strength())
                  + " "
                  + operator
                  + " "
                  + text(right, operator.strength() + 1),
              operator.strength() < weakest);
    };
  }

  private static String text(Place place) {
    return place.owner().prefix()
        + switch (place.register()) {
          case RegisterName.Fixed(var register) -> register.name();
          case RegisterName.Indexed(var family, Expression index) ->
              family.indexedBy(text(index, 1));
        };
  }

  private static String number(long value) {
    return value >= 0 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }

  private static String parenthesised(String text, boolean needed) {
    return needed ? "(" + text + ")" : text;
  }
}
