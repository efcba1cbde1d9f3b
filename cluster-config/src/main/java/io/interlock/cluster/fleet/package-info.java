/// Fleets: which VM is on which host and when, and the hosts that run them.
///
/// The [io.interlock.cluster.fleet.Controller] decides, and hosts do as they are ordered. Both meet
/// only at the ends of windows, so hosts may run on any threads of any machine.
@NullMarked
package io.interlock.cluster.fleet;

import org.jspecify.annotations.NullMarked;
