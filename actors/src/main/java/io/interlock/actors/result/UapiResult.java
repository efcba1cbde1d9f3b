package io.interlock.actors.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What KVM answered. The names of the components are those of the JSON.
///
/// @param scenario the scenario file as the user named it
/// @param host on which the calls were made
public record UapiResult(String scenario, String host, List<Call> calls) {
  public UapiResult {
    calls = List.copyOf(calls);
  }

  /// One call.
  ///
  /// @param section its title
  /// @param line where it stands in its file
  /// @param call as it was written
  /// @param result a number, the name of an error with a minus, or a word
  /// @param expected what its author expected, if that is not the result; else null
  public record Call(
      String section, int line, String call, String result, @Nullable String expected) {}

  /// How many calls had another result than their author expected.
  public long unexpected() {
    return calls.stream().filter(call -> call.expected() != null).count();
  }
}
