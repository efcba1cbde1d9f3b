package io.interlock.actors.host.vcpu;

import io.interlock.actors.host.GuestContext;
import io.interlock.actors.host.Vcpu;
import io.interlock.engine.Sim;

/// What kernel steps ask of the thread that carries them out, by the state of its run loop.
final class LoopSteps implements KernelSteps.RunLoop {
  private final VcpuParts parts;
  private final VcpuThread thread;

  LoopSteps(VcpuParts parts, VcpuThread thread) {
    this.parts = parts;
    this.thread = thread;
  }

  @Override
  public GuestContext guest() {
    return parts.last().guest();
  }

  @Override
  public boolean blocking() {
    return parts.loop().putFor == PutFor.BLOCKING;
  }

  @Override
  public void checkSupported() {
    parts.loop().unsupported = !parts.loop().supported.contains(parts.stay().pe());
  }

  @Override
  public void checkRequests() {
    LoopState loop = parts.loop();
    if (loop.unsupported || parts.user().interrupts() || parts.attention().requested()) {
      loop.phase = RunPhase.CANCELLING;
      parts.walk().start(loop.phase, parts.settings().cancel(), false);
    }
  }

  @Override
  public void leftGuestMode() {
    parts.power().outside();
  }

  @Override
  public void armBackgroundTimer(long picos) {
    if (picos == 0) {
      parts.loop().woken = true;
    } else {
      parts.loop().backgroundTimer = true;
      sim().arm(VcpuAlarm.BACKGROUND_TIMER, picos, new Vcpu.Command.BackgroundTimer());
    }
  }

  @Override
  public Sim<Vcpu.Command> sim() {
    return thread.sim();
  }
}
