package io.interlock.hypervisor.vgic;

import java.util.List;

/// What concerns others after an exit.
///
/// @param ended level triggered SPIs that the guest ended: their devices look at the line again
///     (`kvm_notify_acked_irq`)
/// @param leaving SPIs that are on this vCPU's list no longer; their keeper queues those that still
///     have a target
public record Synced(List<Integer> ended, List<VgicIrq> leaving) {
  /// Nobody is concerned.
  public static final Synced NOTHING = new Synced(List.of(), List.of());

  public Synced {
    ended = List.copyOf(ended);
    leaving = List.copyOf(leaving);
  }
}
