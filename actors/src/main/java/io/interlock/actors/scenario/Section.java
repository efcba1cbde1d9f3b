package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.interlock.hardware.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One object of the scenario: gives its values with their types and ranges, and complains at the
/// line where they were written. Remembers those lines.
final class Section {
  private final String file;
  private final String path;
  private final ConfigObject object;
  private final Map<String, String> places;

  /// @param path the keys that lead here, dots between them; empty at the top
  /// @param places filled with the place of every key that is read
  Section(String file, String path, ConfigObject object, Map<String, String> places) {
    this.file = file;
    this.path = path;
    this.object = object;
    this.places = places;
    object.forEach((key, value) -> places.put(pathOf(key), Hocon.place(value.origin(), file)));
  }

  /// The keys that lead here, dots between them.
  String path() {
    return path;
  }

  /// Refuses every key that is not in the list.
  void allowOnly(List<String> known) {
    for (String key : names()) {
      if (!known.contains(key)) {
        throw refuse(
            key,
            "unknown key " + quoted(pathOf(key)) + Nearest.hint(key, known),
            String.join(", ", known));
      }
    }
  }

  /// The keys in alphabetical order.
  Iterable<String> names() {
    return new TreeSet<>(object.keySet());
  }

  boolean has(String key) {
    return value(key) != null;
  }

  boolean isSetting(String key) {
    @Nullable ConfigValue value = value(key);
    return value != null && Hocon.isSetting(value.origin());
  }

  /// The objects under a key, or an empty one.
  Section section(String key) {
    @Nullable ConfigValue value = value(key);
    return switch (value) {
      case null -> new Section(file, pathOf(key), ConfigFactory.empty().root(), places);
      case ConfigObject inner -> new Section(file, pathOf(key), inner, places);
      default -> throw wrong(key, "an object { ... }");
    };
  }

  /// The text of a string or number.
  String text(String key, String allowed) {
    @Nullable ConfigValue value = value(key);
    if (value == null) {
      throw refuse(key, pathOf(key) + " is missing", allowed);
    }
    return scalar(key, value, allowed);
  }

  /// The texts of a list, or of the single value that stands for a list of one.
  List<String> texts(String key, String allowed) {
    if (!(value(key) instanceof ConfigList list)) {
      return List.of(text(key, allowed));
    }
    if (list.isEmpty()) {
      throw refuse(key, pathOf(key) + " is an empty list", allowed);
    }
    var texts = new ArrayList<String>(list.size());
    for (ConfigValue element : list) {
      String elementPath = key + "." + texts.size();
      places.put(pathOf(elementPath), Hocon.place(element.origin(), file));
      texts.add(scalar(elementPath, element, allowed));
    }
    return texts;
  }

  boolean isList(String key) {
    return value(key) instanceof ConfigList;
  }

  /// A whole number in a range.
  long whole(String key, long least, long most, long unset) {
    if (!has(key)) {
      return unset;
    }
    String allowed = "a whole number, " + least + " to " + most;
    return inRange(key, Quantity.parseWhole(text(key, allowed)), least, most, allowed);
  }

  /// A whole number that fits an `int`.
  int count(String key, int least, int most, int unset) {
    return Math.toIntExact(whole(key, least, most, unset));
  }

  /// A whole number of 64 bits, decimal or with `0x`.
  long bits(String key) {
    String allowed = "a number of 64 bits, decimal or with 0x";
    try {
      String written = text(key, allowed);
      return written.startsWith("0x")
          ? Long.parseUnsignedLong(written.substring(2), 16)
          : Long.parseUnsignedLong(written);
    } catch (NumberFormatException _) {
      throw wrong(key, allowed);
    }
  }

  /// A number with a unit, in a range that `bounds` puts into words.
  long quantity(String key, Quantity kind, long least, long most, String bounds, long unset) {
    if (!has(key)) {
      return unset;
    }
    String allowed = bounds + ", in " + kind.unitNames();
    return inRange(key, kind.parse(text(key, allowed)), least, most, allowed);
  }

  /// One of the words that the constants of an enumeration are written as.
  <E extends Enum<E>> E word(String key, Class<E> type, E unset) {
    if (!has(key)) {
      return unset;
    }
    List<String> words = Words.all(type);
    String allowed = String.join(", ", words);
    String written = text(key, allowed);
    return Words.parse(written, type)
        .orElseThrow(
            () ->
                refuse(
                    key,
                    pathOf(key) + " is " + quoted(written) + Nearest.hint(written, words),
                    allowed));
  }

  /// A complaint about one key, or about the whole section where the key is absent.
  ScenarioException refuse(String key, String what, String allowed) {
    return ScenarioException.at(placeOf(key), what, allowed);
  }

  /// Where a key was written, or else the section.
  String placeOf(String key) {
    String section = path.isEmpty() ? file + ":1" : Hocon.place(object.origin(), file);
    return places.getOrDefault(pathOf(key), section);
  }

  /// A complaint that quotes the value of a key.
  ScenarioException wrong(String key, String allowed) {
    @Nullable ConfigValue value = value(key);
    String written = value == null ? "missing" : described(value);
    return refuse(key, pathOf(key) + " is " + written, allowed);
  }

  private long inRange(String key, OptionalLong value, long least, long most, String allowed) {
    if (value.isEmpty() || value.getAsLong() < least || value.getAsLong() > most) {
      throw wrong(key, allowed);
    }
    return value.getAsLong();
  }

  private String scalar(String key, ConfigValue value, String allowed) {
    return switch (value.valueType()) {
      case STRING -> (String) value.unwrapped();
      case NUMBER -> value.render();
      case LIST, OBJECT, BOOLEAN, NULL ->
          throw refuse(key, pathOf(key) + " is " + described(value), allowed);
    };
  }

  private static String described(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING -> quoted((String) value.unwrapped());
      case NUMBER, BOOLEAN -> quoted(value.render());
      case LIST -> "a list";
      case OBJECT -> "an object";
      case NULL -> "null";
    };
  }

  private @Nullable ConfigValue value(String key) {
    @Nullable ConfigValue value = object.get(key);
    return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
