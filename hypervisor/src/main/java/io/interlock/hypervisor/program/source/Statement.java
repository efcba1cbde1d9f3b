package io.interlock.hypervisor.program.source;

import java.util.List;

/// One statement of a program. `label` is the step of the specification that it carries out, such
/// as `L5`, or empty.
public sealed interface Statement {
  Position at();

  String label();

  record Assign(Position at, String label, Place target, Expression value) implements Statement {}

  record Fence(Position at, String label, Barrier barrier) implements Statement {}

  /// Holds something off from here to its closing brace.
  record Region(Position at, String label, Maskable held, List<Statement> body)
      implements Statement {}

  /// Holds something off, or lets it happen again, across the end of a hook.
  record Toggle(Position at, String label, Maskable what, boolean on) implements Statement {}

  record If(
      Position at,
      String label,
      Condition condition,
      List<Statement> body,
      List<Statement> otherwise)
      implements Statement {}

  /// Repeats with the variable from `first` up to, but not including, `end`.
  record For(
      Position at, String label, String variable, long first, Expression end, List<Statement> body)
      implements Statement {}

  /// A kernel step that the run loop carries out.
  record Do(Position at, String label, String step) implements Statement {}
}
