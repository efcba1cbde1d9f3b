package io.interlock.cli;

import io.interlock.hardware.text.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// Options of all commands.
final class GlobalOptions {
  private static final List<String> LEVELS =
      List.of("trace", "debug", "info", "warn", "error", "off");

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      scope = ScopeType.INHERIT,
      description =
          "Log to standard error from this level on: trace, debug, info, warn (default), error, off.")
  private @Nullable String logLevel;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack where Interlock itself fails.")
  private boolean debug;

  boolean wantsStack() {
    return debug;
  }

  /// Sets the level that Logback will find when the first logger is made.
  void applyLogLevel(Map<String, String> environment) {
    if (logLevel != null) {
      apply("--log-level " + logLevel, logLevel);
    } else if (environment.containsKey("INTERLOCK_LOG")) {
      String level = environment.getOrDefault("INTERLOCK_LOG", "");
      apply("INTERLOCK_LOG=" + level, level);
    }
  }

  private static void apply(String written, String level) {
    String name = level.toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(name)) {
      throw new BadCall(
          written + ": no such level" + Nearest.hint(name, LEVELS), String.join(", ", LEVELS));
    }
    System.setProperty("interlock.log.level", name);
  }
}
