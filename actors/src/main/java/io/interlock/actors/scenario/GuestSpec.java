package io.interlock.actors.scenario;

import io.interlock.hypervisor.guest.GuestProgram;

/// What the guest of a VM does, on each of its vCPUs.
///
/// @param text the program as the scenario names it, with the parameters that it sets
public record GuestSpec(String text, GuestProgram program) {}
