/// Context-switch programs: what load, enter, exit and put of a vCPU do, as data. A text becomes a
/// `SwitchProgram`; bound to a host and VM it becomes straight-line `Routine`s that the vCPU thread
/// and the physical CPU carry out together.
@NullMarked
package io.interlock.hypervisor.program;

import org.jspecify.annotations.NullMarked;
