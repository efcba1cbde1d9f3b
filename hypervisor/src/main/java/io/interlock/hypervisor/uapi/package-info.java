/// What user space sees of KVM: the errors of its calls, and what they read and write.
@NullMarked
package io.interlock.hypervisor.uapi;

import org.jspecify.annotations.NullMarked;
