package io.interlock.actors.host.vcpu;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.KernelWork;
import io.interlock.actors.host.RunExit;
import io.interlock.actors.host.Vcpu;
import io.interlock.engine.Copyable;
import io.interlock.hardware.cost.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a vCPU thread still has to do, or to wait for, before it may enter the guest again: work
/// that an exit left behind, and the answers of the siblings that it sent SGIs to.
final class BeforeEntry implements Copyable<BeforeEntry> {
  private final List<KernelWork> work = new ArrayList<>();
  private List<ActorRef<Vcpu.Command>> siblings = List.of();
  private int answersDue;
  private @Nullable RunExit exit;

  @Override
  public BeforeEntry copy() {
    BeforeEntry copy = new BeforeEntry();
    copy.work.addAll(work);
    copy.siblings = siblings;
    copy.answersDue = answersDue;
    copy.exit = exit;
    return copy;
  }

  /// The vCPUs of the same VM, by index, this one included.
  void siblings(List<ActorRef<Vcpu.Command>> all) {
    siblings = all;
  }

  /// How many vCPUs the VM has.
  int siblings() {
    return siblings.size();
  }

  /// What the PE must do first, in order.
  List<KernelWork> work() {
    return work;
  }

  /// The PE has done all of it.
  void done() {
    work.clear();
  }

  void spend(Cost cost) {
    add(new KernelWork.Busy(cost));
  }

  void add(KernelWork item) {
    work.add(item);
  }

  void sendSgi(int target, Vcpu.Command.Sgi sgi) {
    answersDue++;
    tell(target, sgi);
  }

  void tell(int target, Vcpu.Command message) {
    siblings.get(target).tell(message);
  }

  /// A sibling has queued the SGI; its PE needs an interrupt to notice, unless that is
  /// [VcpuAttention#NO_PE].
  void sgiQueued(int kickPe) {
    answersDue--;
    if (kickPe != VcpuAttention.NO_PE) {
      work.add(new KernelWork.SendReschedule(kickPe));
    }
  }

  /// Another answer is due, if so.
  void awaits(boolean another) {
    answersDue += another ? 1 : 0;
  }

  /// One has come.
  void answered() {
    answersDue--;
  }

  /// The vCPU has to leave KVM_RUN for this.
  void leave(RunExit why) {
    exit = why;
  }

  /// Whether it has to.
  boolean leaves() {
    return exit != null;
  }

  /// Why it has to, which is told once.
  RunExit takeExit() {
    RunExit why = Objects.requireNonNull(exit);
    exit = null;
    return why;
  }

  boolean awaitsAnswers() {
    return answersDue > 0;
  }
}
