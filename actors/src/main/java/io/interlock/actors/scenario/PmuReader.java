package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.pmu.uapi.EventFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the PMU of a VM.
final class PmuReader {
  private static final int CPU_MAX = 4095;
  private static final int COUNTERS_MAX = 31;
  private static final int EVENT_MAX = 0xFFFF;
  private static final String DEVICE =
      "the name of a PMU in sysfs such as armv8_pmuv3_0, or a number";
  private static final String INTERRUPT = "a PPI, 16 to 31, or an SPI, 32 to 1019";
  private static final String RANGE = "allow or deny, and an event or two with a - between them";
  private static final Pattern FORM =
      Pattern.compile(
          "(allow|deny) (0x[0-9a-fA-F]{1,4}|\\d{1,5})(?:-(0x[0-9a-fA-F]{1,4}|\\d{1,5}))?");

  private PmuReader() {}

  static PmuSpec read(Section pmu, int vcpus) {
    pmu.allowOnly(ScenarioKeys.PMU);
    return new PmuSpec(
        pmu.word("type", PmuSpec.Type.class, PmuSpec.Type.HOST),
        pmu.has("device") ? pmu.text("device", DEVICE) : "",
        pmu.count("init-cpu", 0, CPU_MAX, PmuSpec.FIRST_ALLOWED),
        intids(pmu, vcpus),
        pmu.count("counters", 0, COUNTERS_MAX, PmuSpec.UNSET),
        pmu.word("strict", Answer.class, Answer.NO) == Answer.YES,
        filter(pmu));
  }

  private enum Answer {
    YES,
    NO
  }

  private static List<Integer> intids(Section pmu, int vcpus) {
    List<Integer> intids = new ArrayList<>();
    if (pmu.has("interrupt")) {
      for (String text : pmu.texts("interrupt", INTERRUPT)) {
        intids.add(intid(pmu, text));
      }
      if (intids.size() > 1 && intids.size() != vcpus) {
        throw pmu.refuse(
            "interrupt",
            intids.size() + " interrupts for " + vcpus + " vCPUs",
            "one for all vCPUs, or one for each");
      }
    }
    return intids;
  }

  private static int intid(Section pmu, String text) {
    int intid = (int) Math.min(Quantity.parseWhole(text).orElse(0), Integer.MAX_VALUE);
    if (!IntId.isPpi(intid) && !IntId.isSpi(intid)) {
      throw pmu.refuse("interrupt", quoted(text) + " is no interrupt of a PMU", INTERRUPT);
    }
    return intid;
  }

  private static List<EventFilter.Range> filter(Section pmu) {
    List<EventFilter.Range> ranges = new ArrayList<>();
    if (pmu.has("filter")) {
      for (String text : pmu.texts("filter", RANGE)) {
        ranges.add(range(pmu, text));
      }
    }
    return ranges;
  }

  private static EventFilter.Range range(Section pmu, String text) {
    Matcher matcher = FORM.matcher(Words.spaced(text));
    if (matcher.matches()) {
      int first = Integer.decode(matcher.group(2));
      int last = matcher.group(3) == null ? first : Integer.decode(matcher.group(3));
      if (first <= last && last <= EVENT_MAX) {
        boolean allows = matcher.group(1).equals("allow");
        return new EventFilter.Range(first, last - first + 1, allows);
      }
    }
    throw pmu.refuse("filter", quoted(text) + " is no range of events", RANGE);
  }
}
