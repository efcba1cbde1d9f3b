package io.interlock.actors.scenario;

import java.util.List;
import java.util.stream.Stream;

/// The keys that may stand in each part of a scenario. Everything else is refused.
final class ScenarioKeys {
  static final List<String> ROOT = List.of("host", "hosts", "run", "uapi", "vms");
  static final List<String> RUN = List.of("for", "seed", "granularity", "mode", "threads");
  static final List<String> HOST =
      List.of(
          "device-tree",
          "preset",
          "count",
          "counter-frequency",
          "costs",
          "kvm",
          "events",
          "actions",
          "spe");
  static final List<String> KVM = List.of("programs", "guest-counters", "host-events", "uapi");
  static final List<String> PMU =
      List.of("type", "device", "init-cpu", "interrupt", "counters", "strict", "filter");
  static final List<String> HOST_SPE =
      List.of(
          "units",
          "driver",
          "load-at",
          "unload-at",
          "queued-records",
          "review",
          "pinning",
          "memlock",
          "notifiers",
          "record",
          "blackout-max");
  static final List<String> HOST_SPE_RECORD = List.of("from", "for", "period", "buffer-pages");
  static final List<String> VM_SPE =
      List.of("irq", "choose", "buffer-max", "runs-early", "on-rlimit", "perfmon-capable");
  static final List<String> VM =
      Stream.concat(
              Stream.of(
                  "vcpus",
                  "count",
                  "guest",
                  "secondaries",
                  "start",
                  "gic",
                  "devices",
                  "handlers",
                  "affinity",
                  "supported-cpus",
                  "nice",
                  "registers",
                  "id-regs",
                  "system-suspend",
                  "pmu",
                  "mix",
                  "spe",
                  "on-fail-entry",
                  "hosts"),
              GuestReader.PARAMETERS.stream())
          .toList();

  static final List<String> FLEET_ROOT = List.of("host", "hosts", "run", "vms", "fleet");
  static final List<String> FLEET_HOST = joined(HOST, "memory");
  static final List<String> FLEET_VM =
      joined(
          VM,
          "memory",
          "dirty-rate",
          "arrive-from",
          "arrive-every",
          "arrive-at-random",
          "lifetime");
  static final List<String> FLEET =
      List.of(
          "placement",
          "vcpus-per-cpu",
          "fabric",
          "migration",
          "rebalance",
          "failover-after",
          "events");
  static final List<String> FABRIC = List.of("latency", "bandwidth");
  static final List<String> MIGRATION = List.of("rounds-max", "downtime-max");
  static final List<String> REBALANCE = List.of("every", "gap-percent", "moves-max");

  private static List<String> joined(List<String> keys, String... more) {
    return Stream.concat(keys.stream(), Stream.of(more)).toList();
  }

  private ScenarioKeys() {}
}
