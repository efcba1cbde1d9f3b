/// What KVM keeps for a whole virtual machine: its vCPUs, its PMU and its SPE, who halts it, and
/// whether it can go on on another host.
@NullMarked
package io.interlock.actors.host.vm;

import org.jspecify.annotations.NullMarked;
