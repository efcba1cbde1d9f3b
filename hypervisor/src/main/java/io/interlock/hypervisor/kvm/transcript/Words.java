package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hardware.text.Nearest;
import io.interlock.hardware.text.OneLine;
import io.interlock.hypervisor.vgic.FrameRegister;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The words of a line, taken one after the other.
final class Words {
  private static final long PICOS_PER_NANO = 1_000;

  private final String place;
  private final List<String> words;
  private int next;

  /// @param place for complaints, `FILE:LINE`
  Words(String place, String line) {
    this.place = place;
    words = List.of(line.trim().split("\\s+"));
  }

  boolean atEnd() {
    return next == words.size();
  }

  /// Takes the next word if it is that one.
  boolean take(String word) {
    boolean there = !atEnd() && words.get(next).equals(word);
    next += there ? 1 : 0;
    return there;
  }

  /// The next word.
  String word(String allowed) {
    if (atEnd()) {
      throw new TranscriptException(place, "the line ends too early", allowed);
    }
    return words.get(next++);
  }

  /// The next word, which is one of these.
  String oneOf(Collection<String> known) {
    String word = word(String.join(", ", known));
    if (!known.contains(word)) {
      throw unknown(word, known, String.join(", ", known));
    }
    return word;
  }

  /// A complaint about a word that is none of these.
  TranscriptException unknown(String word, Collection<String> known, String allowed) {
    return refuse("unknown " + quoted(word) + Nearest.hint(word, known), allowed);
  }

  /// The next word as a number of 64 bits: decimal, negative, or hexadecimal with `0x`.
  long number(String what) {
    String word = word(what);
    Long number = numberOf(word);
    if (number == null) {
      throw refuse(what + " is " + quoted(word), "a number, decimal or hexadecimal with 0x");
    }
    return number;
  }

  /// The next word as a number within a range.
  int number(String what, long min, long max) {
    String allowed = what + " from " + min + " to " + max;
    String word = word(allowed);
    Long number = numberOf(word);
    if (number == null || number < min || number > max) {
      throw refuse(what + " is " + quoted(word), allowed);
    }
    return (int) (long) number;
  }

  /// `KEY=NUMBER`.
  long keyed(String key) {
    String allowed = key + "=NUMBER";
    String word = word(allowed);
    Long number = word.startsWith(key + "=") ? numberOf(word.substring(key.length() + 1)) : null;
    if (number == null) {
      throw refuse(quoted(word), allowed);
    }
    return number;
  }

  /// A duration in picoseconds: `10ms`, `3us`, `500ns`, `1s`.
  long duration() {
    String allowed = "a duration: a whole number and s, ms, us or ns";
    String word = word(allowed);
    Long picos = picosOf(word);
    if (picos == null) {
      throw refuse(quoted(word), allowed);
    }
    return picos;
  }

  /// Nothing may follow.
  void end() {
    if (!atEnd()) {
      throw refuse(quoted(words.get(next)) + " is too much", "the end of the line");
    }
  }

  /// The next word as the name of a register of the GIC's frames.
  FrameRegister frameRegister() {
    return frameRegister(word(FrameRegister.ALLOWED));
  }

  FrameRegister frameRegister(String name) {
    FrameRegister register = FrameRegister.named(name);
    if (register == null) {
      throw refuse("no register is named " + name, FrameRegister.ALLOWED);
    }
    return register;
  }

  TranscriptException refuse(String what, String allowed) {
    return new TranscriptException(place, what, allowed);
  }

  static @Nullable Long numberOf(String word) {
    try {
      return word.startsWith("0x")
          ? (Long) Long.parseUnsignedLong(word.substring(2), 16)
          : (Long) Long.parseLong(word);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  static @Nullable Long picosOf(String word) {
    var form = Pattern.compile("([0-9]{1,9})(s|ms|us|ns)").matcher(word);
    if (!form.matches()) {
      return null;
    }
    long scale =
        switch (form.group(2)) {
          case "s" -> 1_000_000_000L;
          case "ms" -> 1_000_000L;
          case "us" -> 1_000L;
          default -> 1L;
        };
    return Long.parseLong(form.group(1)) * scale * PICOS_PER_NANO;
  }

  private static String quoted(String word) {
    return "\"" + OneLine.of(word) + "\"";
  }
}
