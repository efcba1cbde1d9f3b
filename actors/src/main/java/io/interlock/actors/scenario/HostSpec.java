package io.interlock.actors.scenario;

import io.interlock.hypervisor.perf.HostEvent;
import io.interlock.hypervisor.perf.PerfSession;
import io.interlock.hypervisor.pmu.uapi.UapiVersion;
import io.interlock.hypervisor.sched.HostAction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One kind of host, of which there are `count`.
///
/// @param section the path of its section in the scenario, `host` or `hosts.NAME`
/// @param source where its topology comes from
/// @param counterHz frequency of the system counter; 0 leaves it to the topology
/// @param kvm what its KVM does beyond that of Linux 6.12
/// @param events what its perf counts on all CPUs
/// @param actions what is done to it while it runs
/// @param spe how it gives SPE to guests, or null where nothing is said of it
/// @param costPicos what the scenario changes in the table of costs, by the key of the cost
public record HostSpec(
    String name,
    String section,
    int count,
    Source source,
    long counterHz,
    Kvm kvm,
    List<HostEvent> events,
    List<HostAction> actions,
    @Nullable SpeSpec spe,
    Map<String, Long> costPicos) {
  public HostSpec {
    events = List.copyOf(events);
    actions = List.copyOf(actions);
    costPicos = Map.copyOf(costPicos);
  }

  /// A host whose KVM is that of Linux 6.12.
  public HostSpec(
      String name,
      String section,
      int count,
      Source source,
      long counterHz,
      Map<String, Long> costPicos) {
    this(name, section, count, source, counterHz, Kvm.PLAIN, List.of(), List.of(), null, costPicos);
  }

  /// What is added to KVM.
  ///
  /// @param programs names of shipped context-switch programs, or paths of files
  /// @param guestCounters event counters that are left to guests; 0 leaves them none
  /// @param sessions what the host counts with perf beside them
  /// @param uapi what it answers user space about PMUs
  public record Kvm(
      List<String> programs, int guestCounters, List<PerfSession> sessions, UapiVersion uapi) {
    /// Nothing.
    public static final Kvm PLAIN = new Kvm(List.of(), 0, List.of(), UapiVersion.LINUX_6_12);

    public Kvm {
      programs = List.copyOf(programs);
      sessions = List.copyOf(sessions);
    }
  }

  /// Where the topology of a host comes from.
  public sealed interface Source {
    /// A flattened device tree.
    record DeviceTree(Path file) implements Source {}

    /// One of the hosts that Interlock brings along.
    record Preset(String name) implements Source {}
  }

  /// One such host.
  public HostSpec single() {
    return new HostSpec(name, section, 1, source, counterHz, kvm, events, actions, spe, costPicos);
  }

  /// The path of one of this host's keys, as [Scenario#placeOf] knows it.
  public String path(String key) {
    return section + "." + key;
  }

  /// The name of the host with this index, `0 <= index < count`.
  public String instanceName(int index) {
    return count == 1 ? name : name + "-" + index;
  }
}
