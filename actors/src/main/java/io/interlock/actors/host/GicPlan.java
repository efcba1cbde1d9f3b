package io.interlock.actors.host;

import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.List;

/// The GIC of a VM as its user space makes it.
///
/// @param start how a guest finds it
/// @param devices those that interrupt by SPIs
/// @param moved what these and SPIs were on another host, as user space got it there; empty where
///     they begin
public record GicPlan(Start start, List<VmDevice> devices, List<Long> moved) {
  /// Set up, without devices.
  public static final GicPlan SET_UP = new GicPlan(Start.SET_UP, List.of());

  /// The GIC of a VM that begins.
  public GicPlan(Start start, List<VmDevice> devices) {
    this(start, devices, List.of());
  }

  private static final int PRIORITY = 0xA0;

  /// How a guest finds its GIC when it begins.
  public enum Start {
    /// Set up: on, with what it and its devices need enabled.
    SET_UP,
    /// As KVM makes it (`kvm_vgic_init`): off, and nothing but SGIs enabled.
    AS_RESET,
    /// There is none: user space has made no GIC.
    NONE
  }

  /// Keeps a copy of the list.
  public GicPlan {
    devices = List.copyOf(devices);
    moved = List.copyOf(moved);
  }

  /// The same, of a VM that was on another host.
  public GicPlan moved(List<Long> shared) {
    return new GicPlan(start, devices, shared);
  }

  /// Whether it is set up when a guest begins.
  public boolean isSetUp() {
    return start == Start.SET_UP;
  }

  /// An SPI as a guest sets it up that wants it.
  static VgicIrq setUp(VgicIrq made, boolean edge, int target) {
    return made.withEdge(edge).withEnabled(true).withPriority(PRIORITY).withTarget(target);
  }
}
