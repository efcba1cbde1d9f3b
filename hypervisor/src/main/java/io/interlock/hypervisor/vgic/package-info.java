/// KVM's virtual GICv3: the interrupts of a guest, the list of those that want its attention, and
/// their way into list registers and back.
@NullMarked
package io.interlock.hypervisor.vgic;

import org.jspecify.annotations.NullMarked;
