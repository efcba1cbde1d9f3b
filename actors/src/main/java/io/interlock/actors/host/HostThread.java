package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.VcpuId;
import io.interlock.engine.Sim;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.sched.PeThreads;
import io.interlock.hypervisor.sched.RunQueue;
import io.interlock.hypervisor.sched.Utilisation;

/// A host thread as the scheduler knows it, wherever it is: queued, running, asleep or on its way.
///
/// @param id the vCPU that the thread runs; its `thread` number names it on the run queues
/// @param vcpu who executes the thread's kernel code
/// @param weight of its nice level
/// @param allowed its affinity
/// @param utilisation how much of the largest PE it has been using, as of `updatedAt`
/// @param updatedAt picoseconds
/// @param lagPicos the service it is owed from its last queue
/// @param lastPe where it ran last, or [RunQueue#NONE]
public record HostThread(
    VcpuId id,
    ActorRef<Vcpu.Command> vcpu,
    int weight,
    CpuSet allowed,
    Utilisation utilisation,
    long updatedAt,
    long lagPicos,
    int lastPe) {

  /// A thread that never ran.
  public static HostThread fresh(VmPlan.VcpuPlan plan, Sim<Vcpu.Command> sim) {
    return new HostThread(
        plan.id(),
        sim.self(),
        plan.weight(),
        plan.affinity(),
        Utilisation.NONE,
        sim.now(),
        0,
        RunQueue.NONE);
  }

  /// The thread at `now`, having run all the time since its last update, or not at all.
  public HostThread at(long now, boolean running, int capacity) {
    if (now == updatedAt) {
      return this;
    }
    Utilisation next = utilisation.after(now - updatedAt, running, capacity);
    return new HostThread(id, vcpu, weight, allowed, next, now, lagPicos, lastPe);
  }

  /// The thread when it is owed this service.
  public HostThread withLag(long picos) {
    return picos == lagPicos
        ? this
        : new HostThread(id, vcpu, weight, allowed, utilisation, updatedAt, picos, lastPe);
  }

  /// The thread with this affinity.
  public HostThread withAllowed(CpuSet cpus) {
    return new HostThread(id, vcpu, weight, cpus, utilisation, updatedAt, lagPicos, lastPe);
  }

  /// The thread when it has run on that PE.
  public HostThread ranOn(int pe) {
    return pe == lastPe
        ? this
        : new HostThread(id, vcpu, weight, allowed, utilisation, updatedAt, lagPicos, pe);
  }

  /// What others see of it while it is on a run queue.
  public PeThreads.Member member(boolean running) {
    return new PeThreads.Member(id.thread(), weight, utilisation.value(), running, allowed);
  }
}
