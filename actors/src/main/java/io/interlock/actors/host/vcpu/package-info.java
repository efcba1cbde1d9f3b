/// A vCPU and the thread that runs it: the run loop, and what KVM keeps in memory for the vCPU.
///
/// [VcpuThread] goes round the loop. What it is made of ([VcpuParts]) has a file for each subject
/// of KVM, as in `arch/arm64/kvm`: interrupts, timers, monitors, profiling, power, exits.
@NullMarked
package io.interlock.actors.host.vcpu;

import org.jspecify.annotations.NullMarked;
