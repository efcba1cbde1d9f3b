package io.interlock.actors.result;

/// How long interrupts of one kind took from their cause to the guest's handler, by stage.
///
/// @param kind `sgi`, `timer`, `device` or `spi`
/// @param wire signals travel, and wait until the CPU takes them
/// @param host KVM or the host's handler finds out for whom the interrupt is, and queues it
/// @param kick the vCPU is pulled out of its guest, or woken and given a CPU
/// @param entry the vCPU goes into its guest, which takes the interrupt
public record InterruptLatency(
    String kind,
    LatencySummary wire,
    LatencySummary host,
    LatencySummary kick,
    LatencySummary entry) {}
