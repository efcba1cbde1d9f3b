package io.interlock.engine.explore.explain;

import io.interlock.engine.text.OneLine;

/// An order of two deliveries without which the property holds.
///
/// @param first what must come first
/// @param second what must not come before it; its step is [Row#NEVER] where it never came
public record Need(Row first, Row second) {
  private static final int NAME_MAX = 60;

  /// What the words around the two deliveries take.
  private static final int FRAME = "needs: (step 123456) before (step 123456) at ".length();

  /// The need in words, `width` characters at most.
  public String text(int width) {
    String receiver = OneLine.of(first.receiver(), NAME_MAX);
    int each = Math.max(8, (width - FRAME - receiver.length()) / 2);
    return OneLine.of(
        "needs: %s before %s at %s"
            .formatted(described(first, each), described(second, each), receiver),
        width);
  }

  private static String described(Row row, int width) {
    String when = row.step() == Row.NEVER ? "never delivered" : "step " + row.step();
    return OneLine.of(row.words(), width) + " (" + when + ")";
  }
}
