/// The GIC device of a VM as user space makes and configures it: where its frames are, its
/// attributes, and the errors with which KVM refuses them.
@NullMarked
package io.interlock.hypervisor.vgic.device;

import org.jspecify.annotations.NullMarked;
