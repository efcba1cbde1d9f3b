package io.interlock.hypervisor.program.source;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;

/// A 64-bit unsigned number that a program computes.
public sealed interface Expression {

  record Literal(long value) implements Expression {}

  /// A constant, a live value or a loop variable.
  record Named(String name) implements Expression {}

  /// `REG.FIELD`: the field's bits, all ones.
  record FieldMask(SysReg register, RegisterField field) implements Expression {}

  /// `REG.FIELD(value)`: the value at the field's place, cut to its width.
  record FieldValue(SysReg register, RegisterField field, Expression value) implements Expression {}

  record Read(Place place) implements Expression {}

  record Unary(UnaryOperator operator, Expression operand) implements Expression {}

  record Binary(BinaryOperator operator, Expression left, Expression right) implements Expression {}
}
