package io.interlock.hypervisor.program.source;

import java.util.List;

/// A program as written.
///
/// @param name what `program NAME` says, else empty
/// @param feature without which it does nothing (`program NAME for FEATURE`), else empty
public record SourceProgram(String name, String feature, List<Hook> hooks) {

  /// Reads a program. Throws `ProgramException` at the first thing that is not understood.
  ///
  /// @param file what error messages call the text
  public static SourceProgram parse(String file, String text, Vocabulary vocabulary) {
    return new ProgramParser(new TokenCursor(Lexer.tokens(file, text)), vocabulary).program();
  }

  /// This program with the hooks of another at the places that it offers (`do extensions`).
  ///
  /// Throws `ProgramException` at a hook of the other for which there is no place.
  public SourceProgram with(SourceProgram extension) {
    return Extension.of(this, extension);
  }

  /// The program as text that `parse` reads back to an equal one, positions aside.
  public String print() {
    return new Printer().print(this);
  }
}
