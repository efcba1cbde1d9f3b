package io.interlock.actors.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// Reads a file and what it includes: files beside it and nothing from elsewhere, within bounds.
/// Serves one reading.
final class Includes
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  private static final int FILES_MAX = 32;

  /// Substitutions can multiply text; these two bounds keep the worst product near 100 MB.
  private static final int SUBSTITUTIONS_MAX = 20;

  private static final int SUBSTITUTED_CHARS_MAX = 1 << 16;

  private record Source(Path file, String name, String text) {}

  private final Deque<Source> open = new ArrayDeque<>();
  private int files;
  private int substitutions;
  private int chars;

  /// Parses a file.
  ///
  /// @param place where it was asked for: its own name, or the line of an include
  Config read(Path file, String place) {
    if (++files > FILES_MAX) {
      throw ScenarioException.at(place, "too many includes", "at most " + FILES_MAX + " files");
    }
    return parse(file, TextFile.read(file, place, TextFile.Content.HOCON));
  }

  /// Parses text as that of a file.
  Config parse(Path file, String text) {
    String name = file.toString();
    HoconText.checkCharacters(text, name);
    countSubstitutions(text, name);
    open.push(new Source(file, name, text));
    try {
      return ConfigFactory.parseString(text, Hocon.options(name).setIncluder(this));
    } finally {
      open.pop();
    }
  }

  private void countSubstitutions(String text, String name) {
    chars += text.length();
    for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", at + 2)) {
      substitutions++;
    }
    if (substitutions > SUBSTITUTIONS_MAX || (substitutions > 0 && chars > SUBSTITUTED_CHARS_MAX)) {
      throw ScenarioException.at(
          name + ":" + lineOf(text, "${"),
          "too many substitutions",
          SUBSTITUTIONS_MAX + " of them in a scenario of at most 64 KiB");
    }
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    Source from = open.element();
    String place = from.name() + ":" + lineOf(from.text(), what);
    Path file = sibling(from.file(), what, place);
    if (open.stream().anyMatch(source -> isSame(source.file(), file))) {
      throw ScenarioException.at(
          place,
          "include of " + ScenarioException.quoted(what) + " leads back to itself",
          "includes that form no circle");
    }
    return read(file, place + ": include of " + ScenarioException.quoted(what)).root();
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return include(context, what.getPath());
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    throw onlyFiles(what);
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw onlyFiles(what.toString());
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  private ScenarioException onlyFiles(String what) {
    Source from = open.element();
    return ScenarioException.at(
        from.name() + ":" + lineOf(from.text(), what),
        "include of " + ScenarioException.quoted(what) + " is not a file",
        "include \"FILE\"");
  }

  private static Path sibling(Path from, String what, String place) {
    try {
      return from.resolveSibling(what).normalize();
    } catch (InvalidPathException _) {
      throw ScenarioException.at(
          place,
          "include of " + ScenarioException.quoted(what) + " is not a file name",
          "include \"FILE\"");
    }
  }

  private static boolean isSame(Path a, Path b) {
    return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
  }

  /// The parser does not say where an include stands, so its name is looked for.
  private static int lineOf(String text, String what) {
    int at = Math.max(0, text.indexOf(what));
    return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
  }
}
