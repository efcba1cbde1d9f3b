package io.interlock.actors.scenario;

import io.interlock.hardware.text.OneLine;
import java.io.Serial;

/// A scenario that cannot be used. The message is one line: where, what, and what is allowed.
public final class ScenarioException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;
  private static final int QUOTED_CHARS_MAX = 60;

  private final String complaint;

  private ScenarioException(String place, String complaint) {
    super(OneLine.of(place) + ": " + complaint);
    this.complaint = complaint;
  }

  private ScenarioException(String line) {
    super(line);
    complaint = line;
  }

  /// `place: what; allowed: allowed`, with everything that would break the line made harmless.
  public static ScenarioException at(String place, String what, String allowed) {
    return new ScenarioException(place, OneLine.of(what) + "; allowed: " + OneLine.of(allowed));
  }

  /// A complaint that is a whole line already.
  public static ScenarioException passedOn(String line) {
    return new ScenarioException(OneLine.of(line));
  }

  /// `place: complaint`, for a complaint that says by itself what is allowed.
  static ScenarioException at(String place, String complaint) {
    return new ScenarioException(place, OneLine.of(complaint));
  }

  /// What and what is allowed, for whoever need not be told where.
  public String complaint() {
    return complaint;
  }

  /// What a user wrote, in quotes, cut where it is long.
  static String quoted(String text) {
    boolean fits = text.length() <= QUOTED_CHARS_MAX;
    return "'" + (fits ? text : text.substring(0, QUOTED_CHARS_MAX) + "...") + "'";
  }
}
