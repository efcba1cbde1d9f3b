package io.interlock.actors.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parses HOCON with the settings of the command line on top. Neither the environment nor system
/// properties take part, so that a file means the same everywhere.
final class Hocon {
  private static final String ALLOWED = "HOCON as docs/scenarios.md describes it";
  private static final Pattern LINE_AT_END =
      Pattern.compile("^(.*): (\\d+)(?:-\\d+)?$", Pattern.DOTALL);
  private static final Pattern STRUCTURED = Pattern.compile("^[\\[{\"].*", Pattern.DOTALL);

  private Hocon() {}

  /// Parses a file and resolves its substitutions.
  ///
  /// @throws ScenarioException for every way in which that can fail
  static ConfigObject read(Path file, List<Setting> settings) {
    return parse(file, settings, () -> new Includes().read(file, file.toString()));
  }

  /// As [#read], with text in place of what the file holds.
  static ConfigObject parse(Path file, String text, List<Setting> settings) {
    return parse(file, settings, () -> new Includes().parse(file, text));
  }

  private static ConfigObject parse(Path file, List<Setting> settings, Supplier<Config> written) {
    String name = file.toString();
    try {
      Config config = ConfigFactory.parseString("", options(name));
      for (Setting setting : settings) {
        config = parse(setting).withFallback(config);
      }
      config = config.withFallback(written.get());
      return config.resolve(ConfigResolveOptions.noSystem()).root();
    } catch (ConfigException e) {
      throw ScenarioException.at(place(e.origin(), name), reason(e), ALLOWED);
    } catch (StackOverflowError _) {
      throw ScenarioException.at(name + ":1", "nested too deeply", ALLOWED);
    }
  }

  static ConfigParseOptions options(String name) {
    return ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setOriginDescription(name);
  }

  /// Where a value was written: `FILE:LINE`, or the setting as the user typed it.
  static String place(@Nullable ConfigOrigin origin, String file) {
    if (origin == null) {
      return file + ":1";
    }
    var described = LINE_AT_END.matcher(origin.description());
    if (isSetting(origin)) {
      return described.matches() ? described.group(1) : origin.description();
    }
    return described.matches() && !described.group(1).startsWith("merge of ")
        ? described.group(1) + ":" + described.group(2)
        : file + ":1";
  }

  /// Whether a value comes from the command line.
  static boolean isSetting(ConfigOrigin origin) {
    return origin.description().startsWith("--");
  }

  /// A value is text unless it opens a list, an object or a string: `--set` needs no second
  /// quoting.
  private static Config parse(Setting setting) {
    List<String> path = pathOf(setting);
    ConfigValue value = ConfigValueFactory.fromAnyRef(setting.value(), setting.written());
    if (STRUCTURED.matcher(setting.value()).matches()) {
      value =
          ConfigFactory.parseString("value = " + setting.value(), options(setting.written()))
              .getValue("value");
    }
    for (String key : path.reversed()) {
      value = ConfigValueFactory.fromMap(Map.of(key, value), setting.written());
    }
    return ((ConfigObject) value).toConfig();
  }

  private static List<String> pathOf(Setting setting) {
    try {
      return ConfigUtil.splitPath(setting.path());
    } catch (ConfigException _) {
      throw ScenarioException.at(
          setting.written(), "not a path", "keys with dots between them, such as run.seed");
    }
  }

  private static String reason(ConfigException e) {
    String message = String.valueOf(e.getMessage());
    ConfigOrigin origin = e.origin();
    String prefix = origin == null ? "" : origin.description() + ": ";
    String said = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    int advice = said.indexOf(" (if you intended ");
    return (advice < 0 ? said : said.substring(0, advice)).lines().findFirst().orElse("not HOCON");
  }
}
