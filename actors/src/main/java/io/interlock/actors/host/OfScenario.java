package io.interlock.actors.host;

/// Marks what happens because the scenario has a time for it, rather than because of what happened
/// before. In a search it can come earlier or later than anything else.
public interface OfScenario {}
