package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import com.typesafe.config.ConfigObject;
import io.interlock.actors.scenario.RunSpec.Granularity;
import io.interlock.actors.scenario.RunSpec.Mode;
import io.interlock.hypervisor.kvm.transcript.Transcript;
import io.interlock.hypervisor.kvm.transcript.TranscriptException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads a scenario file. `docs/scenarios.md` is its description for users.
public final class ScenarioReader {
  private static final long PICOS_PER_NANO = 1_000;
  private static final long PICOS_PER_HOUR = 3_600_000_000_000_000L;
  private static final int THREADS_MAX = 1_024;
  private static final int VCPUS_MAX = 1_000_000;
  private static final int VMS_A_HOST_MAX = 10_000;
  private static final int VMS_A_FLEET_MAX = 1_000_000;
  private static final String FLEET = "fleet";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");

  private final String file;
  private final Map<String, String> places = new HashMap<>();

  private ScenarioReader(String file) {
    this.file = file;
  }

  /// Reads a file, with settings of the command line in place of what it says.
  ///
  /// Relative paths in the file start at its folder, those in settings at the working directory.
  ///
  /// @throws ScenarioException when anything is wrong with it
  public static Scenario read(Path file, List<Setting> settings) {
    return new ScenarioReader(file.toString()).read(file, Hocon.read(file, settings));
  }

  /// Reads a file that describes a fleet, whose VMs are not on hosts yet.
  ///
  /// @throws ScenarioException when anything is wrong with it
  public static FleetScenario readFleet(Path file, List<Setting> settings) {
    return new ScenarioReader(file.toString()).fleet(file, Hocon.read(file, settings));
  }

  /// As [#readFleet], with text in place of what the file holds. Files that it names are looked for
  /// beside the file.
  public static FleetScenario parseFleet(Path file, String text) {
    return new ScenarioReader(file.toString()).fleet(file, Hocon.parse(file, text, List.of()));
  }

  /// Whether a file describes a fleet.
  ///
  /// @throws ScenarioException when it is not HOCON
  public static boolean isFleet(Path file, List<Setting> settings) {
    return Hocon.read(file, settings).containsKey(FLEET);
  }

  /// As [#read], with text in place of what the file holds. Files that it names are looked for
  /// beside the file.
  public static Scenario parse(Path file, String text) {
    return new ScenarioReader(file.toString()).read(file, Hocon.parse(file, text, List.of()));
  }

  private Scenario read(Path file, ConfigObject object) {
    var root = new Section(this.file, "", object, places);
    if (root.has(FLEET)) {
      throw root.refuse(FLEET, "the scenario of a fleet", "interlock fleet and interlock check");
    }
    root.allowOnly(ScenarioKeys.ROOT);
    RunSpec run = run(root.section("run"));
    List<HostSpec> hosts = hosts(root, file, ScenarioKeys.HOST);
    if (root.has("uapi")) {
      return new Scenario(this.file, run, hosts, List.of(), calls(root, file), places);
    }
    List<VmSpec> vms = vms(root, hosts, ScenarioKeys.VM, VMS_A_HOST_MAX);
    checkSize(root, hosts, vms);
    return new Scenario(this.file, run, hosts, vms, places);
  }

  /// The calls that user space makes; no VM runs beside them.
  private static Transcript calls(Section root, Path file) {
    String allowed = "the path of a text with calls, as docs/uapi.md describes it";
    if (root.has("vms")) {
      throw root.refuse("uapi", "both uapi and vms are given", "one of the two");
    }
    String written = root.text("uapi", allowed);
    try {
      Path path = Path.of(written);
      Path calls = root.isSetting("uapi") ? path : file.resolveSibling(path);
      String place = root.placeOf("uapi") + ": " + calls;
      String text = TextFile.read(calls, place, TextFile.Content.CALLS);
      return Transcript.parse(calls.toString(), text);
    } catch (InvalidPathException _) {
      throw root.refuse("uapi", quoted(written) + " is not a path", allowed);
    } catch (TranscriptException e) {
      throw ScenarioException.passedOn(String.valueOf(e.getMessage()));
    }
  }

  private FleetScenario fleet(Path file, ConfigObject object) {
    var root = new Section(this.file, "", object, places);
    root.allowOnly(ScenarioKeys.FLEET_ROOT);
    RunSpec run = run(root.section("run"));
    if (run.mode() == Mode.LIVE) {
      throw root.section("run").refuse("mode", "a fleet in live mode", "timed");
    }
    List<HostSpec> hosts = hosts(root, file, ScenarioKeys.FLEET_HOST);
    List<VmSpec> vms = vms(root, hosts, ScenarioKeys.FLEET_VM, VMS_A_FLEET_MAX);
    long vcpus = vms.stream().mapToLong(vm -> (long) vm.count() * vm.vcpus()).sum();
    if (vcpus > VCPUS_MAX) {
      throw root.refuse("vms", vcpus + " vCPUs in the fleet", "at most " + VCPUS_MAX);
    }
    FleetSpec spec = new FleetReader(root).read(hosts, vms);
    return new FleetScenario(new Scenario(this.file, run, hosts, vms, places), spec);
  }

  private static RunSpec run(Section run) {
    run.allowOnly(ScenarioKeys.RUN);
    return new RunSpec(
        run.quantity(
            "for",
            Quantity.DURATION,
            PICOS_PER_NANO,
            1_000 * PICOS_PER_HOUR,
            "a duration of 1 ns to 1000 hours",
            1_000_000_000_000L),
        run.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 1),
        run.word("granularity", Granularity.class, Granularity.BLOCK),
        run.word("mode", Mode.class, Mode.TIMED),
        run.count("threads", 0, THREADS_MAX, 0));
  }

  private static List<HostSpec> hosts(Section root, Path file, List<String> keys) {
    if (root.has("host") && root.has("hosts")) {
      throw root.refuse(
          "hosts",
          "both host and hosts are given",
          "host { ... } for one kind, hosts { NAME { ... } } for several");
    }
    if (!root.has("hosts")) {
      return List.of(HostReader.read("host", root.section("host"), file, keys));
    }
    Section hosts = root.section("hosts");
    var specs = new ArrayList<HostSpec>();
    for (String name : hosts.names()) {
      checkName(hosts, name);
      specs.add(HostReader.read(name, hosts.section(name), file, keys));
    }
    if (specs.isEmpty()) {
      throw root.refuse("hosts", "there are no hosts", "at least one host");
    }
    return specs;
  }

  private static List<VmSpec> vms(
      Section root, List<HostSpec> hosts, List<String> keys, int countMax) {
    List<String> names = hosts.stream().map(HostSpec::name).toList();
    Section vms = root.section("vms");
    var specs = new ArrayList<VmSpec>();
    for (String name : vms.names()) {
      checkName(vms, name);
      specs.add(VmReader.read(name, vms.section(name), names, keys, countMax));
    }
    if (specs.isEmpty()) {
      throw root.refuse("vms", "there are no VMs", "vms { NAME { vcpus = 1, guest = ... } }");
    }
    return specs;
  }

  private static void checkName(Section section, String name) {
    if (!NAME.matcher(name).matches()) {
      throw section.refuse(
          name,
          quoted(name) + " is not a name",
          "1 to 63 letters, digits, '-' and '_', a letter first");
    }
  }

  private static void checkSize(Section root, List<HostSpec> hosts, List<VmSpec> vms) {
    long vcpus = 0;
    for (HostSpec host : hosts) {
      for (VmSpec vm : vms) {
        long placed = vm.hosts().contains(host.name()) ? host.count() : 0;
        vcpus += placed * vm.count() * vm.vcpus();
      }
    }
    if (vcpus > VCPUS_MAX) {
      throw root.refuse("vms", vcpus + " vCPUs on all hosts", "at most " + VCPUS_MAX);
    }
  }
}
