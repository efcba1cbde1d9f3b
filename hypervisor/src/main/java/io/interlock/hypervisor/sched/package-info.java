/// The host's scheduler: fair sharing of one PE, and the choice of a PE for a thread.
///
/// What the kernel does in `kernel/sched/fair.c` and `kernel/sched/pelt.c`, in integers only, so
/// that two runs never differ.
@NullMarked
package io.interlock.hypervisor.sched;

import org.jspecify.annotations.NullMarked;
