package io.interlock.hypervisor.program;

import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.source.BinaryOperator;
import io.interlock.hypervisor.program.source.Condition;
import io.interlock.hypervisor.program.source.Expression;
import io.interlock.hypervisor.program.source.Place;
import io.interlock.hypervisor.program.source.Position;
import io.interlock.hypervisor.program.source.ProgramException;
import io.interlock.hypervisor.program.source.RegisterName;
import java.util.HashMap;
import java.util.Map;

/// Resolves places, expressions and conditions with what the names presently stand for.
final class TermBinder {
  private final Bindings bindings;
  private final Map<String, Long> loopVariables = new HashMap<>();
  private Position at = new Position("", 1, 1);

  TermBinder(Bindings bindings) {
    this.bindings = bindings;
  }

  /// From here on, errors name that position.
  void at(Position position) {
    at = position;
  }

  void enterLoop(String variable, long value) {
    loopVariables.put(variable, value);
  }

  void leaveLoop(String variable) {
    loopVariables.remove(variable);
  }

  Storage storage(Place place) {
    return switch (place.register()) {
      case RegisterName.Fixed(var register) -> new Storage(place.owner(), register);
      case RegisterName.Indexed(var family, Expression index) ->
          new Storage(place.owner(), member(family, index));
    };
  }

  private SysReg member(RegisterFamily family, Expression index) {
    if (!(term(index) instanceof Term.Constant(long n))) {
      throw new IllegalStateException("an index is made of numbers, constants and loop variables");
    }
    try {
      return family.member(n);
    } catch (IllegalArgumentException e) {
      throw new ProgramException(at, String.valueOf(e.getMessage()));
    }
  }

  Term term(Expression expression) {
    return switch (expression) {
      case Expression.Literal(long value) -> new Term.Constant(value);
      case Expression.Named(String name) -> named(name);
      case Expression.FieldMask(_, var field) -> new Term.Constant(field.mask());
      case Expression.FieldValue(_, var field, Expression value) ->
          Term.binary(
              BinaryOperator.AND,
              Term.binary(BinaryOperator.SHIFT_LEFT, term(value), new Term.Constant(field.low())),
              new Term.Constant(field.mask()));
      case Expression.Read(Place place) -> new Term.Register(storage(place));
      case Expression.Unary(var operator, Expression operand) ->
          Term.unary(operator, term(operand));
      case Expression.Binary(var operator, Expression left, Expression right) ->
          Term.binary(operator, term(left), term(right));
    };
  }

  /// A loop variable, a constant, or else a live value. The parser let only known names pass.
  private Term named(String name) {
    Long value = loopVariables.getOrDefault(name, bindings.constants().get(name));
    if (value != null) {
      return new Term.Constant(value);
    }
    if (bindings.liveMaxima().containsKey(name)) {
      return new Term.Live(name);
    }
    throw new ProgramException(at, "'" + name + "' has no value on this host");
  }

  Guard guard(Condition condition) {
    return switch (condition) {
      case Condition.Feature(String name) -> new Guard.Always(bindings.features().contains(name));
      case Condition.Not(Condition operand) -> Guard.not(guard(operand));
      case Condition.And(Condition left, Condition right) -> Guard.and(guard(left), guard(right));
      case Condition.Or(Condition left, Condition right) -> Guard.or(guard(left), guard(right));
      case Condition.Compare(var comparison, Expression left, Expression right) ->
          Guard.compare(comparison, term(left), term(right));
    };
  }
}
