/// The actors of one host, and their protocols.
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
