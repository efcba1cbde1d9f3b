package io.interlock.actors.scenario;

/// A value given on the command line, which wins over the file.
///
/// @param written as the user typed it, for error messages: `--set run.seed=7`
/// @param path the key's path, dots between its parts
/// @param value its text; lists and objects as HOCON writes them
public record Setting(String written, String path, String value) {

  /// Reads `path=value`, the argument of `--set`.
  ///
  /// @throws ScenarioException when there is no `=`, or nothing before it
  public static Setting parse(String assignment) {
    String written = "--set " + assignment;
    int equals = assignment.indexOf('=');
    if (equals <= 0) {
      throw ScenarioException.at(written, "not an assignment", "path=value, such as run.seed=7");
    }
    return new Setting(
        written, assignment.substring(0, equals).strip(), assignment.substring(equals + 1).strip());
  }
}
