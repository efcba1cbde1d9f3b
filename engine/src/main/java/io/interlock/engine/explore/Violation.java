package io.interlock.engine.explore;

/// A property is broken.
///
/// A monitor says so; or an actor that sees it itself states a violation as a fact
/// ([io.interlock.engine.Sim#state]), by which a search takes the property to be broken in that
/// step.
///
/// @param property its name, such as `single-residency`
/// @param message what was seen, in one line; details that differ from one execution to the next
///     stand behind the first ` (`
public record Violation(String property, String message) {
  /// What all violations have in common that break the same property in the same way.
  public String kind() {
    return kind(property, message);
  }

  /// The same, without a violation.
  public static String kind(String property, String message) {
    int details = message.indexOf(" (");
    return property + ": " + (details < 0 ? message : message.substring(0, details));
  }
}
