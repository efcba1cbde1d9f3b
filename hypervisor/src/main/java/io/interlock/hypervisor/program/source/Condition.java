package io.interlock.hypervisor.program.source;

/// What an `if` asks.
public sealed interface Condition {

  /// True on a host and VM that have the feature.
  record Feature(String name) implements Condition {}

  record Not(Condition operand) implements Condition {}

  record And(Condition left, Condition right) implements Condition {}

  record Or(Condition left, Condition right) implements Condition {}

  /// Both sides read nothing but `vcpu.` registers and names: the vCPU thread decides without the
  /// CPU.
  record Compare(Comparison comparison, Expression left, Expression right) implements Condition {}
}
