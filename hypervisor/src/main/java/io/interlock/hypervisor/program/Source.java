package io.interlock.hypervisor.program;

import io.interlock.hypervisor.program.source.Position;

/// Where an instruction comes from.
///
/// @param hook the moment at which the program acts, such as `load`, or empty
/// @param label the step of the specification, such as `L5`, or empty
/// @param text what the instruction does, as programs write it, with loop variables filled in
public record Source(Position at, String hook, String label, String text) {

  /// The label, if there is one, and the text.
  @Override
  public String toString() {
    return label.isEmpty() ? text : label + ": " + text;
  }
}
