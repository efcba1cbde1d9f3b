/// What a user asks for: hosts, virtual machines and how long to run them, read from a HOCON file.
/// `docs/scenarios.md` describes every key.
@NullMarked
package io.interlock.actors.scenario;

import org.jspecify.annotations.NullMarked;
