package io.interlock.hypervisor.perf;

import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.text.OneLine;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.function.ToLongFunction;

/// What somebody lets perf count on every CPU of a host (`perf stat -a -e EVENT:kH`): its kernel,
/// and no guest.
///
/// @param event the number of the PMU's event
/// @param pinned whether it must always have a counter, or fails
/// @param fromPicos when it begins
/// @param untilPicos when it ends, [#NEVER] if it does not
public record PerfSession(int event, boolean pinned, long fromPicos, long untilPicos) {
  /// Goes on to the end.
  public static final long NEVER = Long.MAX_VALUE;

  private static final String ALLOWED =
      "cycles or instructions, then pinned, from TIME, for TIME, or none of them";

  /// Reads `cycles`, or `instructions pinned from 10us for 50us`.
  ///
  /// Throws `IllegalArgumentException`, whose message is one line, for anything else.
  ///
  /// @param picos reads a duration; throws `IllegalArgumentException` for what is none
  public static PerfSession parse(String text, ToLongFunction<String> picos) {
    Deque<String> words = new ArrayDeque<>(Arrays.asList(text.strip().split("\\s+")));
    int event =
        switch (words.remove()) {
          case "cycles" -> PmuEvent.CPU_CYCLES;
          case "instructions" -> PmuEvent.INST_RETIRED;
          default -> throw unknown(text);
        };
    boolean pinned = accept(words, "pinned");
    long from = accept(words, "from") ? duration(words, picos, text) : 0;
    long until = accept(words, "for") ? from + duration(words, picos, text) : NEVER;
    if (!words.isEmpty()) {
      throw unknown(text);
    }
    return new PerfSession(event, pinned, from, until);
  }

  private static boolean accept(Deque<String> words, String word) {
    boolean next = word.equals(words.peek());
    if (next) {
      String _ = words.remove();
    }
    return next;
  }

  private static long duration(Deque<String> words, ToLongFunction<String> picos, String text) {
    if (words.isEmpty()) {
      throw unknown(text);
    }
    return picos.applyAsLong(words.remove());
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "\"%s\" is nothing to count; allowed: %s".formatted(OneLine.of(text), ALLOWED));
  }

  /// What perf is asked for.
  ///
  /// @param pmu the id of the PMU
  public PerfAttributes attributes(int pmu) {
    return new PerfAttributes(pmu, event, EnumSet.of(Exclusion.GUEST), pinned, false, true);
  }
}
