package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import io.interlock.actors.scenario.FleetSpec.Act;
import io.interlock.actors.scenario.FleetSpec.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what a scenario says of its fleet.
final class FleetReader {
  private static final long MICRO = 1_000_000L;
  private static final long SECOND = 1_000_000_000_000L;
  private static final long HOURS = 1_000 * 3_600 * SECOND;
  private static final long GIB = 1L << 30;
  private static final long MEMORY_MAX = 1L << 50;
  private static final int SPEC_MAX = 64;
  private static final Pattern EVENT =
      Pattern.compile(
          "at (?<at>\\S{1,40}) (?:(?<verb>drain|fail|return|stop) (?<what>\\S{1,80})"
              + "|migrate (?<vm>\\S{1,80}) to (?<to>\\S{1,80}))");
  private static final String EVENTS =
      "at TIME drain HOST, at TIME fail HOST, at TIME return HOST, at TIME stop VM,"
          + " at TIME migrate VM to HOST";

  private final Section root;
  private final Section fleet;

  FleetReader(Section root) {
    this.root = root;
    this.fleet = root.section("fleet");
  }

  FleetSpec read(List<HostSpec> hosts, List<VmSpec> vms) {
    fleet.allowOnly(ScenarioKeys.FLEET);
    return new FleetSpec(
        fleet.word("placement", Policy.class, Policy.CAPACITY_AWARE),
        fleet.count("vcpus-per-cpu", 1, SPEC_MAX, 4),
        fabric(fleet.section("fabric")),
        migration(fleet.section("migration")),
        rebalance(fleet.section("rebalance")),
        duration(fleet, "failover-after", 0, SECOND),
        memory(hosts),
        guests(vms),
        events(hosts, vms));
  }

  private static FleetSpec.Fabric fabric(Section fabric) {
    fabric.allowOnly(ScenarioKeys.FABRIC);
    return new FleetSpec.Fabric(
        fabric.quantity(
            "latency",
            Quantity.DURATION,
            MICRO,
            SECOND,
            "a duration of 1 us to 1 s",
            1_000 * MICRO),
        fabric.quantity(
            "bandwidth",
            Quantity.BANDWIDTH,
            1_000_000L,
            10_000_000_000_000L,
            "a rate of 1 Mbps to 10 Tbps",
            25_000_000_000L));
  }

  private static FleetSpec.Migration migration(Section migration) {
    migration.allowOnly(ScenarioKeys.MIGRATION);
    return new FleetSpec.Migration(
        migration.count("rounds-max", 1, 1_000, 30),
        duration(migration, "downtime-max", 0, SECOND * 3 / 10));
  }

  private static FleetSpec.Rebalance rebalance(Section rebalance) {
    rebalance.allowOnly(ScenarioKeys.REBALANCE);
    return new FleetSpec.Rebalance(
        duration(rebalance, "every", 0, 0),
        rebalance.count("gap-percent", 1, 1_000, 25),
        rebalance.count("moves-max", 1, 100_000, 10));
  }

  private static long duration(Section section, String key, long least, long unset) {
    return section.quantity(
        key, Quantity.DURATION, least, HOURS, "a duration of 0 to 1000 hours", unset);
  }

  private static long bytes(Section section, String key, long least, long unset) {
    String range = least + " B to 1024 TiB of memory";
    return section.quantity(key, Quantity.MEMORY, least, MEMORY_MAX, range, unset);
  }

  private Map<String, Long> memory(List<HostSpec> hosts) {
    Map<String, Long> memory = new HashMap<>();
    for (HostSpec host : hosts) {
      Section section =
          root.has("hosts") ? root.section("hosts").section(host.name()) : root.section("host");
      memory.put(host.name(), bytes(section, "memory", 1, 64 * GIB));
    }
    return memory;
  }

  private Map<String, FleetSpec.Guest> guests(List<VmSpec> vms) {
    Map<String, FleetSpec.Guest> guests = new HashMap<>();
    for (VmSpec vm : vms) {
      Section section = root.section("vms").section(vm.name());
      guests.put(
          vm.name(),
          new FleetSpec.Guest(
              bytes(section, "memory", 1, GIB),
              bytes(section, "dirty-rate", 0, 64L << 20),
              duration(section, "arrive-from", 0, 0),
              duration(section, "arrive-every", 0, 0),
              section.word("arrive-at-random", SpeReader.YesOrNo.class, SpeReader.YesOrNo.NO)
                  == SpeReader.YesOrNo.YES,
              duration(section, "lifetime", 0, 0)));
    }
    return guests;
  }

  private List<FleetSpec.Event> events(List<HostSpec> hosts, List<VmSpec> vms) {
    List<FleetSpec.Event> events = new ArrayList<>();
    if (!fleet.has("events")) {
      return events;
    }
    Map<String, Integer> hostKinds = new HashMap<>();
    hosts.forEach(host -> hostKinds.put(host.name(), host.count()));
    Map<String, Integer> vmKinds = new HashMap<>();
    vms.forEach(vm -> vmKinds.put(vm.name(), vm.count()));
    int index = 0;
    for (String written : fleet.texts("events", EVENTS)) {
      String key = fleet.isList("events") ? "events." + index++ : "events";
      String text = Words.spaced(written);
      Matcher event = EVENT.matcher(text);
      if (!event.matches()) {
        throw fleet.refuse(key, quoted(written) + " is no event", EVENTS);
      }
      long at = at(key, written, event.group("at"));
      Act act = act(key, event, hostKinds, vmKinds);
      events.add(new FleetSpec.Event(at, act, text, fleet.placeOf(key)));
    }
    events.sort(Comparator.comparingLong(FleetSpec.Event::atPicos));
    return events;
  }

  private long at(String key, String written, String time) {
    return Durations.picos(time)
        .orElseThrow(() -> fleet.refuse(key, quoted(written) + " has no time", EVENTS));
  }

  private Act act(String key, Matcher event, Map<String, Integer> hosts, Map<String, Integer> vms) {
    String verb = event.group("verb");
    if (verb == null) {
      return new Act.Migrate(
          known(key, "VM", event.group("vm"), vms), known(key, "host", event.group("to"), hosts));
    }
    String what = event.group("what");
    return switch (verb) {
      case "drain" -> new Act.Drain(known(key, "host", what, hosts));
      case "fail" -> new Act.Fail(known(key, "host", what, hosts));
      case "return" -> new Act.Return(known(key, "host", what, hosts));
      default -> new Act.Stop(known(key, "VM", what, vms));
    };
  }

  /// A name as [HostSpec#instanceName] and [VmSpec#instanceName] make it of a kind and its count.
  private String known(String key, String what, String name, Map<String, Integer> kinds) {
    int dash = name.lastIndexOf('-');
    Integer alone = kinds.get(name);
    Integer many = dash < 0 ? null : kinds.get(name.substring(0, dash));
    boolean isOne = alone != null && alone == 1;
    boolean isOfMany = many != null && many > 1 && isNumberBelow(name.substring(dash + 1), many);
    if (!isOne && !isOfMany) {
      throw fleet.refuse(
          key, "no " + what + " is named " + quoted(name), String.join(", ", allowed(kinds)));
    }
    return name;
  }

  private static boolean isNumberBelow(String text, int count) {
    return text.matches("0|[1-9]\\d{0,8}") && Integer.parseInt(text) < count;
  }

  private static List<String> allowed(Map<String, Integer> kinds) {
    return new TreeMap<>(kinds)
        .entrySet().stream()
            .map(
                kind ->
                    kind.getValue() == 1
                        ? kind.getKey()
                        : kind.getKey() + "-0 to " + kind.getKey() + "-" + (kind.getValue() - 1))
            .toList();
  }
}
