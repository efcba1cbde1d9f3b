package io.interlock.actors.host.vcpu;

import io.interlock.hardware.topology.CpuSet;

/// What the thread of a vCPU remembers from one step of its run loop to the next.
final class LoopState {
  /// Where KVM lets the vCPU in.
  CpuSet supported = CpuSet.empty();

  /// Where the thread is.
  RunPhase phase = RunPhase.CREATED;

  /// Why the vCPU is put, or was last.
  PutFor putFor = PutFor.PREEMPTION;

  /// The PE has been asked to load the vCPU.
  boolean loadAsked;

  /// It has begun to.
  boolean loadBegun;

  /// The vCPU's registers are in the PE.
  boolean loaded;

  /// KVM does not let the vCPU in on this PE.
  boolean unsupported;

  /// Something has come up since the thread made up its mind to sleep.
  boolean woken;

  /// Whether the thread sleeps until an interrupt is pending, or is about to.
  boolean asleep() {
    return phase == RunPhase.BLOCKED || (phase == RunPhase.PUTTING && putFor == PutFor.BLOCKING);
  }

  /// A timer of the host's will wake the thread.
  boolean backgroundTimer;

  /// The vCPU is about to be put.
  void beginPut(PutFor reason) {
    putFor = reason;
    phase = RunPhase.PUTTING;
    woken = false;
    backgroundTimer = false;
  }

  LoopState copy() {
    LoopState copy = new LoopState();
    copy.supported = supported;
    copy.phase = phase;
    copy.putFor = putFor;
    copy.backgroundTimer = backgroundTimer;
    copy.loadAsked = loadAsked;
    copy.loadBegun = loadBegun;
    copy.loaded = loaded;
    copy.unsupported = unsupported;
    copy.woken = woken;
    return copy;
  }
}
