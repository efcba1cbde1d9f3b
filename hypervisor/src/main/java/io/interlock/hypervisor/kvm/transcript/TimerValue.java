package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hypervisor.kvm.TimerRegister;
import org.jspecify.annotations.Nullable;

/// A value that may depend on time: a number, a duration in ticks, or `now` with a duration more or
/// less.
///
/// @param plain the number, or the duration in picoseconds
/// @param relativeTo the counter whose `now` is meant, null for none
/// @param isDuration whether `plain` is one
record TimerValue(long plain, @Nullable TimerRegister relativeTo, boolean isDuration) {
  private static final String ALLOWED = "a number, a duration such as 10ms, or now+10ms, now-10ms";
  private static final String NOW = "now";

  /// Takes the next word as a value for `register`, or for one that has nothing to do with time.
  static TimerValue take(Words words, @Nullable TimerRegister register) {
    String word = words.word(ALLOWED);
    Long number = Words.numberOf(word);
    if (number != null) {
      return new TimerValue(number, null, false);
    }
    boolean relative = register != null && word.startsWith(NOW);
    String rest = relative ? word.substring(NOW.length()) : word;
    boolean earlier = rest.startsWith("-");
    Long picos = Words.picosOf(rest.startsWith("+") || earlier ? rest.substring(1) : rest);
    if (register == null || (picos == null && !rest.isEmpty())) {
      throw words.refuse("\"" + word + "\" is no value", ALLOWED);
    }
    long distance = picos == null ? 0 : picos;
    return new TimerValue(
        earlier ? -distance : distance, relative ? register.counter() : null, true);
  }

  long of(Session session, int id) {
    if (!isDuration) {
      return plain;
    }
    long ticks = session.ticks(plain);
    TimerRegister counter = relativeTo;
    return counter == null ? ticks : session.vm().guest().read(id, counter) + ticks;
  }
}
