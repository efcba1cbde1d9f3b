package io.interlock.hypervisor.program.source;

/// What an assignment writes and an expression reads: one owner's copy of a register.
public record Place(Owner owner, RegisterName register) {}
