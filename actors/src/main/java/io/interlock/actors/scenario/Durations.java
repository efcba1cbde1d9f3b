package io.interlock.actors.scenario;

import java.util.OptionalLong;

/// Durations as scenarios write them, for others who read some.
public final class Durations {
  private Durations() {}

  /// Picoseconds; nothing where the text is no duration of 0 or more.
  public static OptionalLong picos(String text) {
    OptionalLong picos = Quantity.DURATION.parse(text);
    return picos.isPresent() && picos.getAsLong() < 0 ? OptionalLong.empty() : picos;
  }

  /// The units that may be used.
  public static String units() {
    return Quantity.DURATION.unitNames();
  }
}
