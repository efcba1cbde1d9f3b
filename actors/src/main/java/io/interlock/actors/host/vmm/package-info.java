/// User space of a virtual machine: makes it, runs its vCPUs, acts at the times of a scenario, and
/// sees it leave the host.
@NullMarked
package io.interlock.actors.host.vmm;

import org.jspecify.annotations.NullMarked;
