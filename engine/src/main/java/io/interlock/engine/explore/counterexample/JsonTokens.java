package io.interlock.engine.explore.counterexample;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The tokens of a JSON text one by one, with their types demanded and their sizes limited. What
/// does not fit is refused at its line and column.
final class JsonTokens implements AutoCloseable {
  /// A counterexample has three levels.
  private static final int NESTING_MAX = 8;

  private static final int NUMBER_CHARS_MAX = 20;
  private static final int KEY_CHARS_MAX = 1_000;

  private final String file;
  private final JsonParser parser;
  private @Nullable JsonToken token;

  /// @param file what the text is called in complaints
  JsonTokens(String text, String file) {
    this.file = file;
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING_MAX)
                    .maxNumberLength(NUMBER_CHARS_MAX)
                    .maxNameLength(KEY_CHARS_MAX)
                    .maxStringLength(text.length() + 1)
                    .build())
            .build();
    try {
      parser = factory.createParser(text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    advance();
  }

  /// Reads one field of an object.
  @FunctionalInterface
  interface Field {
    void read(String key);
  }

  /// Reads an object; `field` has to take the value of each key.
  void object(String what, Field field) {
    expect(JsonToken.START_OBJECT, what, "an object");
    while (token == JsonToken.FIELD_NAME) {
      String key = text();
      advance();
      field.read(key);
    }
    expect(JsonToken.END_OBJECT, what, "an object");
  }

  /// Reads an array; `element` has to take one element.
  void array(String what, Runnable element) {
    expect(JsonToken.START_ARRAY, what, "an array");
    while (token != JsonToken.END_ARRAY && token != null) {
      element.run();
    }
    expect(JsonToken.END_ARRAY, what, "an array");
  }

  /// Reads a string.
  String string(String what, int charsMax) {
    String allowed = "a string of at most " + charsMax + " characters";
    if (token != JsonToken.VALUE_STRING || text().length() > charsMax) {
      throw wrong(what, allowed);
    }
    String value = text();
    advance();
    return value;
  }

  /// Reads a string of so many hexadecimal digits.
  String hexadecimal(String what, int digits) {
    boolean fits = token == JsonToken.VALUE_STRING && text().length() == digits;
    if (!fits || !text().chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0)) {
      throw wrong(what, digits + " hexadecimal digits");
    }
    return string(what, digits);
  }

  /// Reads a whole number from `least` to `most`.
  int number(String what, int least, int most) {
    long value = 0;
    try {
      boolean fits =
          token == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      value = fits ? parser.getLongValue() : Long.MIN_VALUE;
    } catch (IOException failure) {
      throw notJson(failure);
    }
    if (value < least || value > most) {
      throw wrong(what, "a whole number, " + least + " to " + most);
    }
    advance();
    return (int) value;
  }

  /// Demands that nothing follows.
  void end() {
    if (token != null) {
      throw refuse("something follows the object", "one object");
    }
  }

  /// A complaint about the token that comes next.
  CounterexampleException refuse(String what, String allowed) {
    return CounterexampleException.at(place(), what, allowed);
  }

  /// A complaint about the key whose value comes next.
  CounterexampleException unknown(String key, Collection<String> known) {
    return refuse("unknown key '" + key + "'", known.stream().sorted().collect(joining(", ")));
  }

  private CounterexampleException wrong(String what, String allowed) {
    return refuse(what + " is " + described(), allowed);
  }

  private String described() {
    return switch (token) {
      case null -> "missing: the file ends here";
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case END_OBJECT, END_ARRAY, FIELD_NAME -> "missing";
      case VALUE_STRING -> "the string '" + text() + "'";
      default -> text();
    };
  }

  private void expect(JsonToken expected, String what, String allowed) {
    if (token != expected) {
      throw wrong(what, allowed);
    }
    advance();
  }

  private void advance() {
    try {
      token = parser.nextToken();
    } catch (IOException failure) {
      throw notJson(failure);
    }
  }

  private String text() {
    try {
      return parser.getText();
    } catch (IOException failure) {
      throw notJson(failure);
    }
  }

  private CounterexampleException notJson(IOException failure) {
    if (failure instanceof StreamConstraintsException) {
      return refuse("is nested too deeply or too long", "what Interlock writes");
    }
    if (failure instanceof JsonProcessingException wrong) {
      return CounterexampleException.at(
          place(wrong.getLocation()),
          "is not JSON: " + wrong.getOriginalMessage(),
          "what Interlock writes");
    }
    throw new UncheckedIOException(failure);
  }

  /// Where the token is that comes next.
  String place() {
    return place(parser.currentTokenLocation());
  }

  private String place(@Nullable JsonLocation location) {
    return location == null
        ? file
        : file + ":" + location.getLineNr() + ":" + location.getColumnNr();
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
