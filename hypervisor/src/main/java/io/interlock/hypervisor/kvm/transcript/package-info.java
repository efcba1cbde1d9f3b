/// Calls of KVM's interface as a text that can be run: each line is a call, with the result that
/// its author expects where there is one.
@NullMarked
package io.interlock.hypervisor.kvm.transcript;

import org.jspecify.annotations.NullMarked;
