/// KVM's emulated PMU: a guest's counters as perf events of the vCPU's thread.
@NullMarked
package io.interlock.hypervisor.pmu.emulated;

import org.jspecify.annotations.NullMarked;
