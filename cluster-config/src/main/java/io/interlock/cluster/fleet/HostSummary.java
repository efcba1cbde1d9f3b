package io.interlock.cluster.fleet;

import java.util.Map;

/// What came of one host.
///
/// @param host its number in the fleet
/// @param digest of its canonical trace
/// @param events deliveries to its actors
/// @param nowPicos how long it ran
/// @param busyPicos for how long threads ran on its PEs, by the type of core
/// @param vms what the VMs did that were here, by their number in the fleet
public record HostSummary(
    int host,
    String digest,
    long events,
    long nowPicos,
    Map<String, Long> busyPicos,
    Map<Integer, VmCounts> vms) {}
