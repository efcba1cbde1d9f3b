package io.interlock.actors.host;

import io.interlock.actors.fact.ExitReason;
import io.interlock.hypervisor.guest.GuestOperation;

/// How a guest was left.
///
/// @param context where it goes on; an operation that trapped lies behind it
/// @param trapped the operation that trapped; for an interrupt, the one that was interrupted
/// @param sgiTurn how many SGIs the guest had sent in turn before this operation
/// @param machineControl ICH_VMCR_EL2, which KVM saves before it decides whether to sleep
/// @param registerValue what a trapped read of a PMU register finds in the PE, or the virtual count
///     at which a trapped WFIT is over
public record GuestExit(
    ExitReason reason,
    GuestContext context,
    GuestOperation.Elementary trapped,
    long sgiTurn,
    long registerValue,
    long machineControl) {}
