package io.interlock.actors.scenario;

/// A scenario whose VMs come to hosts while these run.
///
/// @param scenario hosts, kinds of VMs of which `count` come to the whole fleet, and the run
/// @param fleet what is said of the fleet
public record FleetScenario(Scenario scenario, FleetSpec fleet) {}
