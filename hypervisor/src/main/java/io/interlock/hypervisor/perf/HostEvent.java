package io.interlock.hypervisor.perf;

import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.text.OneLine;
import java.util.EnumSet;
import java.util.Set;

/// What a user of the host asks perf to count on CPUs, as `perf stat -a -e` takes it: the name of
/// an event, or `r` and its number in hexadecimal, and modifiers behind a colon.
///
/// `u` and `k` choose user space and kernel, `H` and `G` host and guest; what is not chosen is left
/// out, and where none of a pair is chosen both count. `D` pins the event.
///
/// @param text as it was written
/// @param excluded where it does not count
/// @param pinned whether it must always have a counter, or fails
public record HostEvent(String text, int event, Set<Exclusion> excluded, boolean pinned) {
  private static final String MODIFIERS = "ukHGD";

  public HostEvent {
    excluded = Set.copyOf(excluded);
  }

  /// Reads an event. Throws `IllegalArgumentException` with one line for what is none.
  public static HostEvent parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String modifiers = colon < 0 ? "" : text.substring(colon + 1);
    if (colon >= 0 && !modifiers.matches("[" + MODIFIERS + "]+")) {
      throw new IllegalArgumentException(
          "\"%s\" has unknown modifiers; allowed: %s".formatted(OneLine.of(text), MODIFIERS));
    }
    EnumSet<Exclusion> excluded = EnumSet.noneOf(Exclusion.class);
    exclude(excluded, modifiers, "u", "k", Exclusion.USER, Exclusion.KERNEL);
    exclude(excluded, modifiers, "H", "G", Exclusion.HOST, Exclusion.GUEST);
    return new HostEvent(text, PmuEvent.numberOf(name), excluded, modifiers.contains("D"));
  }

  private static void exclude(
      Set<Exclusion> excluded,
      String modifiers,
      String first,
      String second,
      Exclusion withoutFirst,
      Exclusion withoutSecond) {
    boolean chosen = modifiers.contains(first) || modifiers.contains(second);
    if (chosen && !modifiers.contains(first)) {
      excluded.add(withoutFirst);
    }
    if (chosen && !modifiers.contains(second)) {
      excluded.add(withoutSecond);
    }
  }

  /// What perf is asked for on a PMU with that number.
  public PerfAttributes on(int pmu) {
    return new PerfAttributes(pmu, event, excluded, pinned, false, true);
  }
}
