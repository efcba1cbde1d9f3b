package io.interlock.hypervisor.program.source;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Parses expressions by operator strength.
final class ExpressionParser {

  /// What an expression may read besides names, by when its value is needed.
  private enum Operands {
    ANY("a value"),
    SAVED("vcpu.REGISTER; the vCPU thread decides, it sees no other registers"),
    BOUND("a number, a constant or a loop variable");

    final String expected;

    Operands(String expected) {
      this.expected = expected;
    }
  }

  private final TokenCursor cursor;
  private final Vocabulary vocabulary;
  private final PlaceParser places;
  private final Deque<String> loopVariables = new ArrayDeque<>();

  private Operands allowed = Operands.ANY;

  ExpressionParser(TokenCursor cursor, Vocabulary vocabulary) {
    this.cursor = cursor;
    this.vocabulary = vocabulary;
    this.places = new PlaceParser(cursor, this);
  }

  PlaceParser places() {
    return places;
  }

  void enterLoop(String variable) {
    loopVariables.push(variable);
  }

  void leaveLoop() {
    loopVariables.pop();
  }

  Expression expression() {
    return expression(1);
  }

  /// An expression that the vCPU thread can compute without asking the CPU.
  Expression savedExpression() {
    return limited(Operands.SAVED);
  }

  /// An index, which is known when the program is bound.
  Expression index() {
    return limited(Operands.BOUND);
  }

  private Expression limited(Operands operands) {
    Operands outer = allowed;
    allowed = operands;
    Expression expression = expression();
    allowed = outer;
    return expression;
  }

  private Expression expression(int weakest) {
    Expression left = operand();
    BinaryOperator operator = operatorNext();
    while (operator != null && operator.strength() >= weakest) {
      cursor.take();
      left = new Expression.Binary(operator, left, expression(operator.strength() + 1));
      operator = operatorNext();
    }
    return left;
  }

  private @Nullable BinaryOperator operatorNext() {
    for (BinaryOperator operator : BinaryOperator.values()) {
      if (cursor.peek().is(operator.toString())) {
        return operator;
      }
    }
    return null;
  }

  private Expression operand() {
    cursor.nest();
    Expression operand = nestedOperand();
    cursor.unnest();
    return operand;
  }

  private Expression nestedOperand() {
    for (UnaryOperator operator : UnaryOperator.values()) {
      if (cursor.accept(operator.toString())) {
        return new Expression.Unary(operator, operand());
      }
    }
    if (cursor.accept("(")) {
      Expression inner = expression();
      cursor.expect(")");
      return inner;
    }
    Token token = cursor.peek();
    return switch (token.kind()) {
      case NUMBER -> new Expression.Literal(number());
      case NAME -> cursor.peekSecond().is(".") ? field() : read();
      case WORD -> places.atSavedCopy() ? read() : named();
      case SYMBOL, END -> throw cursor.unexpected("a number, a register, a name, '~', '-' or '('");
    };
  }

  private Expression read() {
    Token at = cursor.peek();
    Place place = places.place(false);
    if (allowed == Operands.BOUND || (allowed == Operands.SAVED && place.owner() != Owner.VCPU)) {
      throw cursor.unexpected(at, allowed.expected);
    }
    return new Expression.Read(place);
  }

  private Expression field() {
    SysReg register = places.fixedRegister();
    cursor.expect(".");
    Token name = cursor.peek();
    List<String> names = register.fields().stream().map(RegisterField::name).toList();
    RegisterField field = register.findField(name.text());
    if (field == null) {
      throw cursor.unknown(name, "a field of " + register, names);
    }
    cursor.take();
    if (!cursor.accept("(")) {
      return new Expression.FieldMask(register, field);
    }
    Expression value = expression();
    cursor.expect(")");
    return new Expression.FieldValue(register, field, value);
  }

  private Expression named() {
    Token token = cursor.peek();
    if (!isValue(token.text())) {
      throw cursor.unknown(token, "a value", knownValues());
    }
    return new Expression.Named(cursor.take().text());
  }

  /// Whether the word stands for a number here.
  boolean isValue(String word) {
    return vocabulary.constants().contains(word)
        || loopVariables.contains(word)
        || (allowed != Operands.BOUND && vocabulary.liveValues().contains(word));
  }

  /// Every word that stands for a number here.
  SortedSet<String> knownValues() {
    SortedSet<String> known = new TreeSet<>(vocabulary.constants());
    if (allowed != Operands.BOUND) {
      known.addAll(vocabulary.liveValues());
    }
    known.addAll(loopVariables);
    return known;
  }

  /// An unsigned 64-bit number, decimal or `0x`, with `_` between digits where the writer likes.
  long number() {
    Token token = cursor.peek();
    if (token.kind() != Token.Kind.NUMBER) {
      throw cursor.unexpected("a number");
    }
    String digits = token.text().replace("_", "");
    boolean hex = digits.startsWith("0x");
    try {
      long value =
          hex ? Long.parseUnsignedLong(digits.substring(2), 16) : Long.parseUnsignedLong(digits);
      cursor.take();
      return value;
    } catch (NumberFormatException _) {
      throw cursor.unexpected("a number of at most 64 bits, decimal or 0x followed by hex digits");
    }
  }
}
