package io.interlock.hypervisor.kvm.transcript;

import org.jspecify.annotations.Nullable;

/// A call that was made.
///
/// @param title of its section
/// @param line where it stands
/// @param call as it was written
/// @param result a number, the name of an error with a minus, or a word
/// @param expected what its author expects, null for nothing in particular
public record CallResult(
    String title, int line, String call, String result, @Nullable String expected) {

  /// Whether the result is what is expected; numbers may be written in any way.
  public boolean asExpected() {
    String wanted = expected;
    if (wanted == null || wanted.equals(result)) {
      return true;
    }
    Long number = Words.numberOf(wanted);
    return number != null && number.equals(Words.numberOf(result));
  }
}
