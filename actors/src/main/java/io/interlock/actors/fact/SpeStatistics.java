package io.interlock.actors.fact;

import io.interlock.actors.fact.Fact.OfProfiling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts what statistical profiling does for the VMs of one host.
public final class SpeStatistics {
  /// What was counted of one VM.
  ///
  /// @param events of its buffers in hardware
  /// @param blackoutPicos for how long its guests were not sampled because of these, summed over
  ///     vCPUs: from each to the write that enables the buffer again
  public record VmTotals(SpeTotals totals, long events, long blackoutPicos) {
    private static final VmTotals NONE = new VmTotals(SpeTotals.NONE, 0, 0);
  }

  private final Map<Integer, VmTotals> byVm = new TreeMap<>();
  private final Map<Integer, Long> darkSince = new TreeMap<>();
  private SpeTotals ofHost = SpeTotals.NONE;
  private final List<String> refusals = new ArrayList<>();

  void stated(long atPicos, OfProfiling fact) {
    switch (fact) {
      case OfProfiling.Counted(VcpuId vcpu, _, SpeTotals more) -> {
        VmTotals before = of(vcpu.vm());
        byVm.put(
            vcpu.vm(), new VmTotals(before.totals.plus(more), before.events, before.blackoutPicos));
      }
      case OfProfiling.HostCounted(_, SpeTotals more) -> ofHost = ofHost.plus(more);
      case OfProfiling.EventRaised(VcpuId vcpu, _, _) -> {
        VmTotals before = of(vcpu.vm());
        byVm.put(vcpu.vm(), new VmTotals(before.totals, before.events + 1, before.blackoutPicos));
        darkSince.putIfAbsent(vcpu.thread(), atPicos);
      }
      case OfProfiling.BufferEnabled(VcpuId vcpu, _, _, _, _) -> lit(vcpu, atPicos);
      case OfProfiling.Refused(String vm, String request, String errno) ->
          refusals.add("%s: %s: %s".formatted(vm, request, errno));
      default -> {}
    }
  }

  private void lit(VcpuId vcpu, long atPicos) {
    Long since = darkSince.remove(vcpu.thread());
    if (since != null) {
      VmTotals before = of(vcpu.vm());
      byVm.put(
          vcpu.vm(),
          new VmTotals(before.totals, before.events, before.blackoutPicos + atPicos - since));
    }
  }

  /// What was counted of a VM; all zero for one without SPE.
  public VmTotals of(int vm) {
    return byVm.getOrDefault(vm, VmTotals.NONE);
  }

  /// What was counted of the host's own session; all zero without one.
  public SpeTotals ofHost() {
    return ofHost;
  }

  /// What KVM and the drivers refused: who asked, what for, and the error number.
  public List<String> refusals() {
    return List.copyOf(refusals);
  }
}
