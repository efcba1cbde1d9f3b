package io.interlock.actors.host.vcpu;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.KernelWork;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.engine.Sim;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.topology.CpuSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a thread has to do with its PE: the stay it is in, if any, and the work it waits for.
///
/// After a stay has ended the PE is remembered, because a sleeping thread is woken where it ran
/// last.
final class PeStay {
  private final transient List<ActorRef<PhysicalCpu.Command>> pes;
  private int pe = VcpuAttention.NO_PE;
  private long tenancy;
  private boolean current;
  private boolean makingWay;
  private @Nullable CpuSet affinityDue;
  private long ticket;
  private boolean answerDue;
  private List<KernelWork> asked = List.of();

  PeStay(List<ActorRef<PhysicalCpu.Command>> pes) {
    this.pes = pes;
  }

  PeStay copy() {
    PeStay copy = new PeStay(pes);
    copy.pe = pe;
    copy.tenancy = tenancy;
    copy.current = current;
    copy.makingWay = makingWay;
    copy.affinityDue = affinityDue;
    copy.ticket = ticket;
    copy.answerDue = answerDue;
    copy.asked = asked;
    return copy;
  }

  /// The PE of this stay, or of the last one.
  int pe() {
    return pe;
  }

  /// The PE that holds the vCPU's registers, or [VcpuAttention#NO_PE].
  int loadedOn(LoopState loop) {
    return loop.loaded ? pe : VcpuAttention.NO_PE;
  }

  /// Whether the thread has a PE.
  boolean isCurrent() {
    return current;
  }

  /// Whether it is that one: each PE numbers the stays on it by itself.
  boolean isCurrent(int aPe, long aTenancy) {
    return current && aPe == pe && aTenancy == tenancy;
  }

  /// Whether the PE has asked the thread to make way.
  boolean makingWay() {
    return makingWay;
  }

  void begin(int onto, long aTenancy) {
    pe = onto;
    tenancy = aTenancy;
    current = true;
    makingWay = false;
    CpuSet due = affinityDue;
    affinityDue = null;
    if (due != null) {
      setAffinity(due);
    }
  }

  /// The PE asks the thread to make way; what it was asked for before, it has dropped.
  void makeWay() {
    makingWay = true;
    answerDue = false;
  }

  /// Asks for work.
  void ask(List<KernelWork> work) {
    asked = work;
    ticket++;
    answerDue = true;
    tell(new PhysicalCpu.Command.Execute(tenancy, ticket, makingWay, work));
  }

  /// Asks for the last work again.
  void askAgain() {
    ask(asked);
  }

  /// Whether this is the answer that the thread waits for; from then on it does not any more.
  boolean takeAnswer(long aTicket) {
    boolean expected = answerDue && aTicket == ticket;
    answerDue &= !expected;
    return expected;
  }

  /// Gives the PE up though the thread could go on.
  void switchedOut() {
    end(new PhysicalCpu.Command.SwitchedOut(tenancy));
  }

  void sleep() {
    end(new PhysicalCpu.Command.Sleep(tenancy));
  }

  void exit() {
    end(new PhysicalCpu.Command.Exit(tenancy));
  }

  /// Leaves the guest, if it is in it by then.
  void kick() {
    tell(new PhysicalCpu.Command.Kick(tenancy));
  }

  /// Its affinity changes: at once, or when it next has a PE.
  void setAffinity(CpuSet allowed) {
    if (current) {
      tell(new PhysicalCpu.Command.SetAffinity(tenancy, allowed));
    } else {
      affinityDue = allowed;
    }
  }

  /// Another CPU sends the thread's PE a reschedule IPI (`kick_process`).
  void reschedule() {
    tell(new PhysicalCpu.Command.SendReschedule(pe));
  }

  /// Wakes the thread up where it slept.
  void wake(Sim<?> sim, int thread, boolean byTimer) {
    if (byTimer && sim.observed()) {
      sim.state(new Fact.HostInterruptRaised(pe, IntId.HYP_TIMER, 0));
    }
    tell(new PhysicalCpu.Command.Wake(thread, byTimer));
  }

  private void end(PhysicalCpu.Command farewell) {
    current = false;
    answerDue = false;
    tell(farewell);
  }

  private void tell(PhysicalCpu.Command message) {
    pes.get(pe).tell(message);
  }
}
