/// The protocols of one host: what its actors understand, what their messages carry, and the
/// virtual machines that they are about.
///
/// How each of them acts is in a package of its own, which knows the others by their protocols
/// alone; only who makes an actor knows more of it.
///
/// ```text
/// boot    Host, and a host as a world for runs and searches; makes the units, PEs, VMMs and VMs
/// vmm     Vmm
/// vm      VirtualMachine; makes its vCPUs and its distributor
/// vgic    SharedInterrupts
/// vcpu    Vcpu
/// pe      PhysicalCpu
/// unit    Distributor, Redistributor, Spu, PerfDrivers
/// plan    what is decided about a host before it boots
/// guest   what guests find, on a PE as in KVM
/// ```
///
/// The digest of a run has the full names of messages in it, and of what they carry: who moves or
/// renames one of them changes all digests.
///
/// # Message order
///
/// As KVM's locks have an order, so have the messages here: who waits for an answer waits only for
/// one further down, so that nobody waits in a circle.
///
/// ```text
/// Vmm                 runs vCPUs; waits for VirtualMachine and Vcpu
///   VirtualMachine    one message is one critical section of config_lock
///     Vcpu            waits for its PhysicalCpu, and, with an SGI to send, for other Vcpus:
///                     these answer at once, whatever they are waiting for themselves
///       PhysicalCpu   never waits for a Vcpu to act: it asks one to make way, and goes on with
///                     interrupts meanwhile
///         Redistributor, Distributor, Spu    answer at once
/// Host                told by all, waits for nobody
/// ```
///
/// Three orders matter beyond that, and each holds because a channel keeps its order:
///
/// - A PE's [PhysicalCpu] tells a vCPU of an interrupt before it answers the work during which it
///   took it, so the vCPU sees the interrupt before it tests its requests.
/// - It asks a thread to make way only after the answer to the thread's last work, so a thread that
///   hears the former while it waits for the latter knows that its work was dropped.
/// - A vCPU sets its mode and tests its requests in one handler, and queues an interrupt and reads
///   its mode in another: the two sides of the kick protocol never see each other half done.
@NullMarked
package io.interlock.actors.host;

import org.jspecify.annotations.NullMarked;
