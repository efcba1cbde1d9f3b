package io.interlock.hypervisor.program.source;

/// A place in a program text; line and column count from 1.
public record Position(String file, int line, int column) {

  /// `file:line:column`, as compilers write it.
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
