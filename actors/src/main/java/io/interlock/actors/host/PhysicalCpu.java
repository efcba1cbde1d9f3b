package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;
import io.interlock.hardware.gic.GicStream;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hardware.topology.CpuSet;
import java.util.List;

/// A processing element: its registers, its CPU interface, the thread that runs on it, and the
/// queue of those that want to.
///
/// It performs what the kernel code of the current thread asks for ([KernelWork]), runs guests
/// between entry and exit, takes physical interrupts unless they are masked, and switches threads
/// where preemption is allowed.
public final class PhysicalCpu {
  private PhysicalCpu() {}

  /// What a PE understands.
  public sealed interface Command {
    /// Power-up: the host's PEs, by number, and the host itself.
    record PowerUp(ActorRef<Host.Command> host, List<ActorRef<Command>> pes) implements Command {}

    /// A packet of the redistributor or the distributor.
    record FromGic(GicStream.Downstream packet) implements Command {}

    /// A thread comes onto this PE's run queue.
    record Enqueue(HostThread thread) implements Command {}

    /// A thread that sleeps and ran here last wakes up (`try_to_wake_up`); `byTimer` says that a
    /// timer of this PE's kernel has brought that about.
    record Wake(int thread, boolean byTimer) implements Command {}

    /// The current thread asks for work; `ticket` comes back with the answer.
    ///
    /// Once the thread has been asked to make way, only work by which it does so (`makingWay`) is
    /// done; all other is dropped, and the thread asks again when it has a PE.
    record Execute(long tenancy, long ticket, boolean makingWay, List<KernelWork> work)
        implements Command, StableHashed {
      /// Written out, because a third of all deliveries are of this kind.
      @Override
      public long stableHash() {
        long hash = Mix.fold(tenancy, makingWay ? ~ticket : ticket);
        for (int i = 0; i < work.size(); i++) {
          hash = Mix.absorb(hash, work.get(i).contentHash());
        }
        return hash;
      }
    }

    /// The current thread goes to sleep (`schedule` with a state other than TASK_RUNNING).
    record Sleep(long tenancy) implements Command {}

    /// The current thread has put its vCPU, as [Vcpu.Command.ScheduleOut] asked, and gives the PE
    /// up while it could go on.
    record SwitchedOut(long tenancy) implements Command {}

    /// The current thread ends.
    record Exit(long tenancy) implements Command {}

    /// The balancer wants a thread elsewhere.
    record Migrate(int thread, int toPe) implements Command {}

    /// The affinity of the current thread changes (`sched_setaffinity`).
    record SetAffinity(long tenancy, CpuSet allowed) implements Command {}

    /// Code of the host that runs here kicks a vCPU on another PE.
    record SendReschedule(int pe) implements Command {}

    /// An IPI that has nothing to say but that the guest shall be left.
    record Kick(long tenancy) implements Command {}

    /// The second stage of a VM's translation does not map its buffers any more (`TLBI`).
    record Unmap(int vm) implements Command {}

    /// The CPU goes offline, or comes back.
    record Hotplug(boolean online) implements Command {}

    /// Alarm: an EL1 timer has reached its compare value.
    record TimerExpired(GuestTimer timer) implements Command {}

    /// Alarm: the host's timer is due that stands in for a guest's that KVM emulates.
    record EmulatedTimerExpired() implements Command {}

    /// Alarm: the guest is done computing.
    record GuestDone() implements Command {}

    /// Alarm: a counter of the PMU overflows.
    record CounterDue() implements Command {}

    /// Alarm: the perf events that wait for a counter have their turn.
    record RotationDue() implements Command {}

    /// Alarm: the host begins or ends to count something with perf.
    record PerfSessionDue() implements Command, OfScenario {}

    /// Alarm: the host begins or ends to sample itself with its SPU.
    record ProfilingSessionDue() implements Command, OfScenario {}

    /// Alarm: the profiling buffer may have an event.
    record BufferDue() implements Command {}

    /// The host's SPE driver comes to this PE, or goes: it resets the unit, and enables its
    /// interrupt or disables it (`arm_spe_pmu_cpu_startup`, `arm_spe_pmu_cpu_teardown`).
    record ProfilingDriver(boolean present) implements Command {}

    /// Alarm: the current thread's slice is over.
    record SliceOver() implements Command {}

    /// Alarm: time to tell the host how large the current thread is.
    record LoadDue() implements Command {}
  }
}
