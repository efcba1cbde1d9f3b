package io.interlock.actors.host.vmm;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.Vcpu;
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
/// @param end whether the system is being turned off or reset
/// @param awaited by which vCPUs the VMM waits for that
/// @param stands whether it keeps out of KVM_RUN all vCPUs that come out of it
/// @param kept those that it keeps out, by index
record UserCalls(
    Map<Integer, List<Deed>> due,
    End end,
    Set<Integer> awaited,
    boolean stands,
    Set<Integer> kept) {
  static final UserCalls NONE = new UserCalls(Map.of(), End.NONE, Set.of(), false, Set.of());

  /// Keeps copies, whose order is that of the vCPUs in every JVM.
  UserCalls {
    due = Collections.unmodifiableMap(new TreeMap<>(due));
    awaited = Collections.unmodifiableSet(new TreeSet<>(awaited));
    kept = Collections.unmodifiableSet(new TreeSet<>(kept));
  }

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
    return new UserCalls(more, end, awaited, stands, kept);
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
    return new UserCalls(rest, end, awaited, stands, kept);
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
    End how = reset ? End.RESET : End.OFF;
    return new UserCalls(Map.of(), how, running, stands, kept);
  }

  /// One of them has.
  UserCalls back(int vcpu) {
    Set<Integer> rest = new TreeSet<>(awaited);
    rest.remove(vcpu);
    return new UserCalls(due, end, rest, stands, kept);
  }

  /// The system has ended, and begins anew.
  UserCalls over() {
    return new UserCalls(Map.of(), End.NONE, Set.of(), stands, Set.of());
  }

  /// From now on vCPUs are kept out, or none is any more.
  UserCalls standing(boolean now) {
    return new UserCalls(due, end, awaited, now, now ? kept : Set.of());
  }

  /// One more is kept out.
  UserCalls keeping(int vcpu) {
    Set<Integer> more = new TreeSet<>(kept);
    more.add(vcpu);
    return new UserCalls(due, end, awaited, stands, more);
  }

  boolean isKept(int vcpu) {
    return kept.contains(vcpu);
  }
}
