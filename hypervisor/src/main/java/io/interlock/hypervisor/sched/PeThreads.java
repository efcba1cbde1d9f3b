package io.interlock.hypervisor.sched;

import io.interlock.hardware.topology.CpuSet;
import java.util.List;

/// A PE and the threads that want it, as [Balancer] sees them.
///
/// @param pe its size and place; what it says about load is not read, the threads are counted
public record PeThreads(PeLoad pe, List<Member> threads) {
  public PeThreads {
    threads = List.copyOf(threads);
  }

  /// One runnable thread.
  ///
  /// @param utilisation 0 to 1024
  /// @param running whether it is the one that has the PE
  /// @param allowed its affinity, by index of PE
  public record Member(int thread, int weight, int utilisation, boolean running, CpuSet allowed) {}

  /// The PE with other threads.
  public PeThreads with(List<Member> others) {
    return new PeThreads(pe, others);
  }

  /// The PE with the load that these threads make.
  public PeLoad load() {
    long load = 0;
    int utilisation = 0;
    for (Member member : threads) {
      load += member.weight();
      utilisation += member.utilisation();
    }
    return new PeLoad(pe.index(), pe.cluster(), pe.capacity(), threads.size(), load, utilisation);
  }
}
