package io.interlock.actors.host.plan;

import io.interlock.hardware.spe.SpuSettings;
import io.interlock.hardware.topology.SpuUnit;
import io.interlock.hypervisor.spe.BufferCheck;
import io.interlock.hypervisor.spe.LockedMemory;
import io.interlock.hypervisor.spe.SpeAttributes;
import io.interlock.hypervisor.spe.SupportedCpus;
import io.interlock.hypervisor.spe.VirtualTimestamps;
import org.jspecify.annotations.Nullable;

/// How a host gives SPE to guests.
///
/// @param driver who looks after the SPUs
/// @param loadAtPicos when the module is loaded; 0 for a driver that is built in
/// @param unloadAtPicos when somebody wants to unload it; [#NEVER] if nobody does
/// @param queuedRecords how many records an SPU holds back until a barrier wants them
/// @param review which of its rules KVM follows as they were posted
/// @param pinning what memory is locked
/// @param memlockBytes RLIMIT_MEMLOCK of each VMM
/// @param honoursNotifiers whether buffers stop before user space takes their memory back
/// @param session what the host samples of itself; null if nothing
/// @param blackoutPicosMax after what time without knowing of an event a guest is in the dark
public record HostProfiling(
    Driver driver,
    long loadAtPicos,
    long unloadAtPicos,
    int queuedRecords,
    Review review,
    LockedMemory.Policy pinning,
    long memlockBytes,
    boolean honoursNotifiers,
    @Nullable HostSession session,
    long blackoutPicosMax) {
  /// In place of a time.
  public static final long NEVER = -1;

  /// 50 us: an exit that an interrupt forces comes within a few microseconds.
  public static final long BLACKOUT_PICOS_MAX = 50_000_000L;

  /// KVM as it should be, over a driver that is built in.
  public static final HostProfiling USUAL =
      new HostProfiling(
          Driver.COUNTED,
          0,
          NEVER,
          0,
          Review.CORRECTED,
          LockedMemory.Policy.BUFFER,
          64L << 20,
          true,
          null,
          BLACKOUT_PICOS_MAX);

  /// The same with a session of the host's own.
  public HostProfiling with(HostSession sampled) {
    return new HostProfiling(
        driver,
        loadAtPicos,
        unloadAtPicos,
        queuedRecords,
        review,
        pinning,
        memlockBytes,
        honoursNotifiers,
        sampled,
        blackoutPicosMax);
  }

  /// The same with MMU notifiers that nobody listens to.
  public HostProfiling ignoringNotifiers() {
    return new HostProfiling(
        driver,
        loadAtPicos,
        unloadAtPicos,
        queuedRecords,
        review,
        pinning,
        memlockBytes,
        false,
        session,
        blackoutPicosMax);
  }

  /// Who probes the SPUs and enables their interrupts (seed 03/35).
  public enum Driver {
    /// A driver that is not unloaded while a VM uses one of its SPUs.
    COUNTED,
    /// A driver that is unloaded whenever somebody asks.
    UNCOUNTED,
    /// None: KVM finds the SPUs by itself, and nobody enables the interrupt.
    KVM_ALONE
  }

  /// What KVM's code is like.
  public enum Review {
    /// As posted in series v6: one mask of RES0 bits for all VMs, addresses that have a sign, the
    /// configuration looked at outside the lock, `cpumask_and` for PMU and SPU alike.
    POSTED,
    /// As [#POSTED], with `cpumask_copy` in the choice of a PMU as it was before.
    POSTED_WITH_COPY,
    /// With the defects mended.
    CORRECTED;

    /// How buffers are checked.
    public BufferCheck bufferCheck() {
      return this == CORRECTED ? BufferCheck.CORRECTED : BufferCheck.POSTED;
    }

    /// What the choice of a PMU does to the CPUs.
    public SupportedCpus.Rule cpuRule() {
      return switch (this) {
        case POSTED -> SupportedCpus.Rule.AND;
        case POSTED_WITH_COPY -> SupportedCpus.Rule.COPY;
        case CORRECTED -> SupportedCpus.Rule.LAST_OF_EACH;
      };
    }

    /// Whose capability says what time records may show.
    public VirtualTimestamps.Rule clockRule() {
      return this == CORRECTED
          ? VirtualTimestamps.Rule.FIRST_TO_RUN
          : VirtualTimestamps.Rule.ANY_FIRST_RUN;
    }

    /// What an interrupt number may be.
    public SpeAttributes.IrqRule irqRule() {
      return SpeAttributes.IrqRule.SAME_PPI;
    }
  }

  /// How an SPU is built.
  public SpuSettings settingsOf(SpuUnit unit) {
    return SpuSettings.prompt(unit.model()).queueing(queuedRecords);
  }
}
