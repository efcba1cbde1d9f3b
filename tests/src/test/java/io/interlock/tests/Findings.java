package io.interlock.tests;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.stream.Stream;

/// What a check of the repository has to say: nothing, or a line for each place.
final class Findings {
  private Findings() {}

  static void assertNone(Stream<String> findings) {
    var found = findings.toList();
    if (!found.isEmpty()) {
      fail("\n  " + String.join("\n  ", found) + "\n");
    }
  }
}
