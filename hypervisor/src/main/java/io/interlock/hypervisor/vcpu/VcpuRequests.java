package io.interlock.hypervisor.vcpu;

import java.util.EnumSet;
import java.util.Set;

/// The requests that wait for one vCPU (`vcpu->requests`).
///
/// `make` publishes what the sender wrote before it, and `check` sees it: each is one step here, so
/// the barriers of `kvm_make_request` and `kvm_check_request` need no form of their own.
public final class VcpuRequests {
  private final EnumSet<VcpuRequest> waiting;

  public VcpuRequests() {
    this(EnumSet.noneOf(VcpuRequest.class));
  }

  private VcpuRequests(EnumSet<VcpuRequest> waiting) {
    this.waiting = waiting;
  }

  /// Independent requests with the same content.
  public VcpuRequests copy() {
    return new VcpuRequests(EnumSet.copyOf(waiting));
  }

  /// `kvm_make_request`: stores a request, unless it needs no action.
  public void make(VcpuRequest request) {
    if (!request.needsNoAction()) {
      waiting.add(request);
    }
  }

  /// `kvm_test_request`: looks without taking.
  public boolean test(VcpuRequest request) {
    return waiting.contains(request);
  }

  /// `kvm_check_request`: takes the request if it is there.
  public boolean check(VcpuRequest request) {
    return waiting.remove(request);
  }

  /// `kvm_request_pending`: whether the vCPU must go round its loop once more.
  public boolean pending() {
    return !waiting.isEmpty();
  }

  /// What waits, in handling order.
  public Set<VcpuRequest> waiting() {
    return EnumSet.copyOf(waiting);
  }

  @Override
  public String toString() {
    return waiting.toString();
  }
}
