package io.interlock.hypervisor.guest;

import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.guest.GuestOperation.ArmTimer;
import io.interlock.hypervisor.guest.GuestOperation.StopTimer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// How a guest's timers are written: `timer [physical] PERIOD [once] [ignored N]`.
final class TimerForm {
  private static final String FORMS =
      "expected \"timer [physical] PERIOD [once] [ignored N]\" or \"timer [physical] off\"";

  private TimerForm() {}

  /// Reads the words of one operation, of which the first is `timer`.
  static GuestOperation parse(String[] words) {
    Deque<String> rest = new ArrayDeque<>(Arrays.asList(words).subList(1, words.length));
    GuestTimer timer = taken(rest, "physical") ? GuestTimer.PHYSICAL : GuestTimer.VIRTUAL;
    if (List.copyOf(rest).equals(List.of("off"))) {
      return new StopTimer(timer);
    }
    String period = next(rest);
    boolean once = taken(rest, "once");
    int ignored = taken(rest, "ignored") ? Numbers.parseInt("interrupts ignored", next(rest)) : 0;
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException(FORMS);
    }
    return new ArmTimer(timer, Period.parse(period), !once, ignored);
  }

  private static boolean taken(Deque<String> words, String word) {
    boolean found = word.equals(words.peekFirst());
    if (found) {
      words.removeFirst();
    }
    return found;
  }

  private static String next(Deque<String> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException(FORMS);
    }
    return words.removeFirst();
  }
}
