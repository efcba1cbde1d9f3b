package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import io.interlock.hardware.cost.CostTable;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.text.Nearest;
import io.interlock.hypervisor.perf.HostEvent;
import io.interlock.hypervisor.perf.PerfSession;
import io.interlock.hypervisor.pmu.uapi.UapiVersion;
import io.interlock.hypervisor.program.KvmPrograms;
import io.interlock.hypervisor.sched.HostAction;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads one host of a scenario.
final class HostReader {
  private static final int COUNT_MAX = 100_000;
  private static final long COUNTER_HZ_MIN = 1_000_000;
  private static final long COUNTER_HZ_MAX = 1_000_000_000;

  private static final String PROGRAMS =
      String.join(", ", KvmPrograms.extensions()) + ", or the path of a file that ends in .ctx";

  private static final String HOST_EVENTS = "host-events";
  private static final int SESSIONS_MAX = 31;
  private static final String SESSIONS =
      "cycles or instructions, then what is wanted of: pinned, from TIME, for TIME";

  private HostReader() {}

  static HostSpec read(String name, Section host, Path file, List<String> keys) {
    host.allowOnly(keys);
    return new HostSpec(
        name,
        host.path(),
        host.count("count", 1, COUNT_MAX, 1),
        source(host, file),
        host.quantity(
            "counter-frequency",
            Quantity.FREQUENCY,
            COUNTER_HZ_MIN,
            COUNTER_HZ_MAX,
            "a frequency of 1 MHz to 1 GHz",
            0),
        kvm(host.section("kvm"), file),
        events(host),
        actions(host),
        host.has("spe") ? SpeReader.host(host.section("spe")) : null,
        costs(host.section("costs")));
  }

  /// Of the two keys one must be there. What the command line says replaces what the file says,
  /// also across the two.
  private static HostSpec.Source source(Section host, Path file) {
    boolean tree = host.has("device-tree");
    boolean preset = host.has("preset");
    if (tree && preset && host.isSetting("device-tree") != host.isSetting("preset")) {
      tree = host.isSetting("device-tree");
      preset = !tree;
    }
    if (tree == preset) {
      throw host.refuse(
          "device-tree",
          tree ? "both device-tree and preset are given" : "the host has no topology",
          "device-tree = \"FILE.dtb\" or preset = \"NAME\"");
    }
    return tree
        ? new HostSpec.Source.DeviceTree(deviceTree(host, file))
        : new HostSpec.Source.Preset(host.text("preset", "the name of a preset"));
  }

  private static Path deviceTree(Section host, Path file) {
    String allowed = "the path of a flattened device tree";
    String written = host.text("device-tree", allowed);
    try {
      Path path = Path.of(written);
      if (written.isBlank()) {
        throw host.wrong("device-tree", allowed);
      }
      return host.isSetting("device-tree") ? path : file.resolveSibling(path);
    } catch (InvalidPathException _) {
      throw host.refuse("device-tree", quoted(written) + " is not a path", allowed);
    }
  }

  private static HostSpec.Kvm kvm(Section kvm, Path file) {
    kvm.allowOnly(ScenarioKeys.KVM);
    var programs = new ArrayList<String>();
    if (kvm.has("programs")) {
      for (String written : kvm.texts("programs", PROGRAMS)) {
        programs.add(program(kvm, written, file));
      }
    }
    return new HostSpec.Kvm(
        programs,
        kvm.count("guest-counters", 0, Pmu.CYCLE_COUNTER, 0),
        sessions(kvm),
        kvm.word("uapi", UapiVersion.class, UapiVersion.LINUX_6_12));
  }

  private static List<HostEvent> events(Section host) {
    var events = new ArrayList<HostEvent>();
    if (host.has("events")) {
      for (String written : host.texts("events", "perf events such as cpu_cycles:kH")) {
        try {
          events.add(HostEvent.parse(written));
        } catch (IllegalArgumentException e) {
          throw ScenarioException.at(host.placeOf("events"), String.valueOf(e.getMessage()));
        }
      }
    }
    return events;
  }

  private static List<HostAction> actions(Section host) {
    var actions = new ArrayList<HostAction>();
    if (host.has("actions")) {
      for (String written : host.texts("actions", HostAction.FORMS)) {
        try {
          actions.add(HostAction.parse(written, HostReader::picos));
        } catch (IllegalArgumentException e) {
          throw ScenarioException.at(host.placeOf("actions"), String.valueOf(e.getMessage()));
        }
      }
    }
    return actions;
  }

  private static List<PerfSession> sessions(Section kvm) {
    var sessions = new ArrayList<PerfSession>();
    if (kvm.has(HOST_EVENTS)) {
      for (String written : kvm.texts(HOST_EVENTS, SESSIONS)) {
        try {
          sessions.add(PerfSession.parse(written, HostReader::picos));
        } catch (IllegalArgumentException _) {
          throw kvm.refuse(HOST_EVENTS, quoted(written) + " is nothing to count", SESSIONS);
        }
      }
      if (sessions.size() > SESSIONS_MAX) {
        throw kvm.refuse(
            HOST_EVENTS, sessions.size() + " events of the host", "1 to " + SESSIONS_MAX);
      }
    }
    return sessions;
  }

  private static long picos(String duration) {
    return Durations.picos(duration).orElseThrow(IllegalArgumentException::new);
  }

  /// A name stays, a path starts at the folder of the scenario unless the command line gave it.
  private static String program(Section kvm, String written, Path file) {
    if (KvmPrograms.extensions().contains(written)) {
      return written;
    }
    if (!written.endsWith(".ctx")) {
      String hint = Nearest.hint(written, KvmPrograms.extensions());
      throw kvm.refuse("programs", "no program is named " + quoted(written) + hint, PROGRAMS);
    }
    try {
      Path path = Path.of(written);
      return (kvm.isSetting("programs") ? path : file.resolveSibling(path)).toString();
    } catch (InvalidPathException _) {
      throw kvm.refuse("programs", quoted(written) + " is not a path", PROGRAMS);
    }
  }

  private static Map<String, Long> costs(Section costs) {
    costs.allowOnly(CostTable.keys());
    var picos = new HashMap<String, Long>();
    for (String key : costs.names()) {
      picos.put(
          key,
          costs.quantity(
              key, Quantity.DURATION, 0, CostTable.PICOS_MAX, "a duration of 0 to 1 s", 0));
    }
    return picos;
  }
}
