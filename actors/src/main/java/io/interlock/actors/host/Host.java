package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;
import io.interlock.hypervisor.sched.PeThreads;
import java.util.List;

/// A host: boots its units, starts its VMMs, and sees to it that threads are spread over its PEs.
public final class Host {
  private Host() {}

  /// What a host understands.
  public sealed interface Command {
    /// KVM_CREATE_VM by the VMM of that virtual machine.
    record CreateVm(int vm, ActorRef<Vmm.Command> replyTo) implements Command {}

    /// A virtual machine comes to the host while it runs. Its number and those of its vCPU threads
    /// are new on this host.
    record StartVm(VmPlan vm) implements Command {}

    /// A virtual machine that came so shall leave, which the host states when it is done
    /// ([FleetNews]).
    record StopVm(int vm) implements Command {}

    /// It has left.
    record VmGone(int vm) implements Command {}

    /// A thread woke up, or is new, and the PE where it ran last is not the place for it.
    record Place(HostThread thread) implements Command {}

    /// The threads that want a PE have changed.
    record LoadReport(int pe, List<PeThreads.Member> members) implements Command, StableHashed {
      @Override
      public long stableHash() {
        long hash = pe;
        for (PeThreads.Member member : members) {
          hash = Mix.absorb(hash, member.thread());
          hash = Mix.absorb(hash, member.running() ? ~member.utilisation() : member.utilisation());
        }
        return hash;
      }
    }

    /// Time to look for a better balance.
    record Balance() implements Command {}

    /// Alarm: what the plan says with this index is done to the host now.
    record ActionDue(int index) implements Command, OfScenario {}
  }
}
