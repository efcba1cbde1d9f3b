package io.interlock.hypervisor.program;

import io.interlock.hypervisor.program.source.Comparison;

/// A condition in which every feature and constant is resolved.
public sealed interface Guard {

  record Always(boolean holds) implements Guard {}

  record Not(Guard operand) implements Guard {}

  record And(Guard left, Guard right) implements Guard {}

  record Or(Guard left, Guard right) implements Guard {}

  record Compare(Comparison comparison, Term left, Term right) implements Guard {}

  /// Whether it holds for that vCPU now.
  default boolean holds(VcpuContext vcpu) {
    return switch (this) {
      case Always(boolean holds) -> holds;
      case Not(Guard operand) -> !operand.holds(vcpu);
      case And(Guard left, Guard right) -> left.holds(vcpu) && right.holds(vcpu);
      case Or(Guard left, Guard right) -> left.holds(vcpu) || right.holds(vcpu);
      case Compare(Comparison comparison, Term left, Term right) ->
          comparison.holds(left.value(vcpu), right.value(vcpu));
    };
  }

  static Guard not(Guard operand) {
    return operand instanceof Always(boolean holds) ? new Always(!holds) : new Not(operand);
  }

  static Guard and(Guard left, Guard right) {
    if (left instanceof Always(boolean holds)) {
      return holds ? right : left;
    }
    if (right instanceof Always(boolean holds)) {
      return holds ? left : right;
    }
    return new And(left, right);
  }

  static Guard or(Guard left, Guard right) {
    if (left instanceof Always(boolean holds)) {
      return holds ? left : right;
    }
    if (right instanceof Always(boolean holds)) {
      return holds ? right : left;
    }
    return new Or(left, right);
  }

  static Guard compare(Comparison comparison, Term left, Term right) {
    return left instanceof Term.Constant(long l) && right instanceof Term.Constant(long r)
        ? new Always(comparison.holds(l, r))
        : new Compare(comparison, left, right);
  }

  /// As programs write it, with parentheses throughout.
  default String text() {
    return switch (this) {
      case Always(boolean holds) -> Boolean.toString(holds);
      case Not(Guard operand) -> "not (" + operand.text() + ")";
      case And(Guard left, Guard right) -> "(" + left.text() + ") and (" + right.text() + ")";
      case Or(Guard left, Guard right) -> "(" + left.text() + ") or (" + right.text() + ")";
      case Compare(Comparison comparison, Term left, Term right) ->
          left + " " + comparison + " " + right;
    };
  }
}
