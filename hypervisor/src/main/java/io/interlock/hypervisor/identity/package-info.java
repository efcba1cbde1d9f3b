/// What guests read in ID registers: the sanitised values of a host, what KVM makes of them for a
/// VM, and what user space may change.
@NullMarked
package io.interlock.hypervisor.identity;

import org.jspecify.annotations.NullMarked;
