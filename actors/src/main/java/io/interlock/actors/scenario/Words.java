package io.interlock.actors.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How words are written in files and tables; constants of an enumeration, `RE_PIN`, as `re-pin`.
public final class Words {
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private Words() {}

  /// A text with one blank between its words, and none around them.
  static String spaced(String text) {
    return BLANKS.matcher(text.strip()).replaceAll(" ");
  }

  /// The word for a constant.
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The words for all constants, in their order.
  public static <E extends Enum<E>> List<String> all(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Words::of).toList();
  }

  /// The constant that is written so.
  public static <E extends Enum<E>> Optional<E> parse(String word, Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equals(word))
        .findFirst();
  }
}
