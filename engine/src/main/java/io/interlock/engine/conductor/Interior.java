package io.interlock.engine.conductor;

/// What makes a world in virtual time up, for those who save and load it.
///
/// @param stage its first actor
record Interior(
    Conductor conductor,
    Inbox stage,
    Baton baton,
    Roster roster,
    Ledger ledger,
    Stepper stepper,
    TimedOrder order) {}
