/// Linux' perf on one PE, as far as counting goes: events of CPUs and threads, which of them have a
/// hardware counter, and what they count in turns.
@NullMarked
package io.interlock.hypervisor.perf;

import org.jspecify.annotations.NullMarked;
