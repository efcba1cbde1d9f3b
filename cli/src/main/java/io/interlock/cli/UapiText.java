package io.interlock.cli;

import io.interlock.actors.result.UapiResult;

/// Calls of user space with their results, for a person to read.
final class UapiText {
  private UapiText() {}

  /// Section by section, a line each.
  static String of(UapiResult result) {
    int widest = result.calls().stream().mapToInt(call -> call.call().length()).max().orElse(0);
    var text = new StringBuilder();
    String section = "";
    for (UapiResult.Call call : result.calls()) {
      if (!call.section().equals(section)) {
        section = call.section();
        text.append(text.isEmpty() ? "" : "\n").append(section).append('\n');
      }
      String gap = " ".repeat(widest - call.call().length());
      text.append("  ").append(call.call()).append(gap).append("  ").append(call.result());
      if (call.expected() != null) {
        text.append("  <-- line ").append(call.line()).append(" expects ").append(call.expected());
      }
      text.append('\n');
    }
    return text.append('\n').append(verdict(result)).append('\n').toString();
  }

  private static String verdict(UapiResult result) {
    String made = Units.many(result.calls().size(), "call");
    return result.unexpected() == 0
        ? made + " on " + result.host() + ", none with an unexpected result."
        : made
            + " on "
            + result.host()
            + ", "
            + result.unexpected()
            + " with an unexpected result.";
  }
}
