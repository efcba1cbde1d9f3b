package io.interlock.actors.result;

import java.util.List;

/// What came of a run. The names of the components are those of `result.json`.
///
/// @param scenario the scenario file as the user named it
/// @param host what the hosts are, in one line: `4 Cortex-A55 + 4 Cortex-A76`
/// @param digest SHA-256 of the canonical trace; empty in live mode
/// @param mode `timed` or `live`
/// @param granularity `step` or `block`
/// @param interrupted whether the user stopped it before its end
/// @param virtualSeconds how long the hosts ran
/// @param wallSeconds how long that took
/// @param events deliveries to actors
/// @param hosts number of hosts
/// @param vcpus number of vCPUs
/// @param notes what the user should know: features that a host lacks, what KVM could not offer
public record RunResult(
    String scenario,
    String host,
    long seed,
    String digest,
    String mode,
    String granularity,
    boolean interrupted,
    double virtualSeconds,
    double wallSeconds,
    long events,
    int hosts,
    int vcpus,
    List<VmResult> vms,
    List<PeResult> pes,
    List<Violation> violations,
    List<String> notes) {
  public RunResult {
    vms = List.copyOf(vms);
    pes = List.copyOf(pes);
    violations = List.copyOf(violations);
    notes = List.copyOf(notes);
  }
}
