package io.interlock.hypervisor.program;

import io.interlock.hypervisor.program.source.BinaryOperator;
import io.interlock.hypervisor.program.source.Owner;
import io.interlock.hypervisor.program.source.UnaryOperator;

/// An expression in which every register, field, constant and loop variable is resolved.
public sealed interface Term {

  record Constant(long value) implements Term {
    @Override
    public String toString() {
      return value >= 0 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
    }
  }

  /// A number that the vCPU thread knows when it gets there.
  record Live(String name) implements Term {
    @Override
    public String toString() {
      return name;
    }
  }

  record Register(Storage storage) implements Term {
    @Override
    public String toString() {
      return storage.toString();
    }
  }

  record Unary(UnaryOperator operator, Term operand) implements Term {
    @Override
    public String toString() {
      return operator + operand.grouped();
    }
  }

  record Binary(BinaryOperator operator, Term left, Term right) implements Term {
    @Override
    public String toString() {
      return left.grouped() + " " + operator + " " + right.grouped();
    }
  }

  /// Its value, with what it reads taken from `operands`.
  default long value(Operands operands) {
    return switch (this) {
      case Constant(long value) -> value;
      case Live(String name) -> operands.live(name);
      case Register(Storage storage) -> operands.register(storage);
      case Unary(UnaryOperator operator, Term operand) -> operator.apply(operand.value(operands));
      case Binary(BinaryOperator operator, Term left, Term right) ->
          operator.apply(left.value(operands), right.value(operands));
    };
  }

  /// The same term with everything of the vCPU replaced by its value now; what is left reads only
  /// hardware and the host's saved registers.
  default Term close(VcpuContext vcpu) {
    return switch (this) {
      case Constant _ -> this;
      case Live(String name) -> new Constant(vcpu.live(name));
      case Register(Storage storage) ->
          storage.owner() == Owner.VCPU ? new Constant(vcpu.register(storage)) : this;
      case Unary(UnaryOperator operator, Term operand) -> unary(operator, operand.close(vcpu));
      case Binary(BinaryOperator operator, Term left, Term right) ->
          binary(operator, left.close(vcpu), right.close(vcpu));
    };
  }

  /// Whether its value depends on the vCPU.
  default boolean readsVcpu() {
    return switch (this) {
      case Constant _ -> false;
      case Live _ -> true;
      case Register(Storage storage) -> storage.owner() == Owner.VCPU;
      case Unary(_, Term operand) -> operand.readsVcpu();
      case Binary(_, Term left, Term right) -> left.readsVcpu() || right.readsVcpu();
    };
  }

  /// Whether its value depends on the physical CPU.
  default boolean readsPe() {
    return switch (this) {
      case Constant _, Live _ -> false;
      case Register(Storage storage) -> storage.owner() != Owner.VCPU;
      case Unary(_, Term operand) -> operand.readsPe();
      case Binary(_, Term left, Term right) -> left.readsPe() || right.readsPe();
    };
  }

  /// The term `operator operand`, computed already if it can be.
  static Term unary(UnaryOperator operator, Term operand) {
    return operand instanceof Constant(long value)
        ? new Constant(operator.apply(value))
        : new Unary(operator, operand);
  }

  /// The term `left operator right`, computed already if it can be.
  static Term binary(BinaryOperator operator, Term left, Term right) {
    return left instanceof Constant(long l) && right instanceof Constant(long r)
        ? new Constant(operator.apply(l, r))
        : new Binary(operator, left, right);
  }

  private String grouped() {
    return this instanceof Binary ? "(" + this + ")" : toString();
  }
}
