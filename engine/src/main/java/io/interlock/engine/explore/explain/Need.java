package io.interlock.engine.explore.explain;

import io.interlock.engine.text.OneLine;

/// An order of two deliveries without which the property holds.
///
/// @param first what must come first
/// @param second what must not come before it; its step is [Row#NEVER] where it never came
public record Need(Row first, Row second) {
  private static final int NAME_MAX = 60;

  /// What the words around the two deliveries take.
  private static final int FRAME = "needs: step 123456 () before step 123456 () at ".length();

  /// The need in words, `width` characters at most.
  public String text(int width) {
    String receiver = OneLine.of(first.receiver(), NAME_MAX);
    int each = Math.max(8, (width - FRAME - receiver.length()) / 2);
    return OneLine.of(
        "needs: %s before %s at %s"
            .formatted(described(first, each), described(second, each), receiver),
        width);
  }

  /// The last step that it speaks of.
  int lastStep() {
    return Math.max(first.step(), second.step());
  }

  /// The need by its steps alone.
  String steps() {
    return second.step() == Row.NEVER
        ? "%d before what never comes (%s: %s) at %s"
            .formatted(first.step(), second.sender(), second.words(), first.receiver())
        : "%d before %d at %s".formatted(first.step(), second.step(), first.receiver());
  }

  private static String described(Row row, int width) {
    String what = OneLine.of(row.sender() + ": " + row.words(), width);
    return row.step() == Row.NEVER
        ? "what never comes (" + what + ")"
        : "step " + row.step() + " (" + what + ")";
  }
}
