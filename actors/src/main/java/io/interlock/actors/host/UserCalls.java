package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.hypervisor.sched.HostAction.Deed;
import io.interlock.hypervisor.vcpu.MpState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a VMM wants to do to vCPUs whose threads are in KVM_RUN: each is a call that takes the
/// vCPU's mutex, so it is made when KVM_RUN comes back, for which a signal is sent.
///
/// @param due calls by vCPU, in order
/// @param end whether the system is being turned off or reset, and by which vCPUs the VMM waits for
record UserCalls(Map<Integer, List<Deed>> due, End end, Set<Integer> awaited) {
  static final UserCalls NONE = new UserCalls(Map.of(), End.NONE, Set.of());

  /// What becomes of the system.
  enum End {
    NONE,
    OFF,
    RESET
  }

  /// One more call is due.
  UserCalls with(int vcpu, Deed deed) {
    Map<Integer, List<Deed>> more = new TreeMap<>(due);
    List<Deed> all = new ArrayList<>(due.getOrDefault(vcpu, List.of()));
    all.add(deed);
    more.put(vcpu, List.copyOf(all));
    return new UserCalls(Collections.unmodifiableMap(more), end, awaited);
  }

  boolean isDue(int vcpu) {
    return due.containsKey(vcpu) || awaited.contains(vcpu);
  }

  /// KVM_RUN of this vCPU has come back: makes the calls that were due.
  UserCalls make(int vcpu, ActorRef<Vcpu.Command> to) {
    if (!due.containsKey(vcpu)) {
      return this;
    }
    due.get(vcpu).forEach(deed -> make(deed, to));
    Map<Integer, List<Deed>> rest = new TreeMap<>(due);
    rest.remove(vcpu);
    return new UserCalls(Collections.unmodifiableMap(rest), end, awaited);
  }

  private static void make(Deed deed, ActorRef<Vcpu.Command> to) {
    switch (deed) {
      case RESET -> to.tell(new Vcpu.Command.Initialise(false));
      case STOP -> to.tell(new Vcpu.Command.SetMpState(MpState.STOPPED));
      case START -> to.tell(new Vcpu.Command.SetMpState(MpState.RUNNABLE));
      case IMMEDIATE_EXIT -> to.tell(new Vcpu.Command.ImmediateExit());
      // It has come back.
      case SIGNAL -> {}
    }
  }

  /// The system ends; the VMM waits for these vCPUs to come back.
  UserCalls ending(boolean reset, Set<Integer> running) {
    return new UserCalls(Map.of(), reset ? End.RESET : End.OFF, Set.copyOf(running));
  }

  /// One of them has.
  UserCalls back(int vcpu) {
    Set<Integer> rest = new TreeSet<>(awaited);
    rest.remove(vcpu);
    return new UserCalls(due, end, Set.copyOf(rest));
  }
}
