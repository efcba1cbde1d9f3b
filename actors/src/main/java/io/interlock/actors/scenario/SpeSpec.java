package io.interlock.actors.scenario;

import io.interlock.hypervisor.spe.LockedMemory;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a host gives SPE to guests.
///
/// @param units kinds of its SPUs by instance, which no device tree tells; those left out are usual
/// @param loadAtPicos when the driver is loaded, 0 if it is built in
/// @param unloadAtPicos when somebody wants to unload it, -1 for never
/// @param queuedRecords how many records an SPU holds back
/// @param memlockBytes RLIMIT_MEMLOCK of each VMM
/// @param notifiers what KVM does when user space takes memory back
/// @param session what the host samples of itself; null if nothing
/// @param blackoutPicosMax within which KVM must know of an event
public record SpeSpec(
    List<Unit> units,
    Driver driver,
    long loadAtPicos,
    long unloadAtPicos,
    int queuedRecords,
    Review review,
    LockedMemory.Policy pinning,
    long memlockBytes,
    Notifiers notifiers,
    @Nullable Session session,
    long blackoutPicosMax) {
  public SpeSpec {
    units = List.copyOf(units);
  }

  /// What KVM does when user space takes memory back.
  public enum Notifiers {
    /// It stops buffers before.
    HONOURED,
    /// It does not.
    IGNORED
  }

  /// A session of the host's own.
  ///
  /// @param forPicos how long, -1 to the end
  public record Session(long fromPicos, long forPicos, long period, int bufferPages) {}

  /// Kinds of SPUs.
  public enum Unit {
    /// Records of 64 bytes aligned to 64, SPEv1.1.
    USUAL,
    /// Records of up to 128 bytes aligned to 4, SPEv1.4.
    UNUSUAL
  }

  /// Who looks after the SPUs.
  public enum Driver {
    /// A driver that stays while a VM uses an SPU.
    COUNTED,
    /// A driver that goes whenever it is asked to.
    UNCOUNTED,
    /// Nobody but KVM.
    KVM_ALONE
  }

  /// What KVM's code is like.
  public enum Review {
    CORRECTED,
    POSTED,
    POSTED_WITH_COPY
  }

  /// The SPE that a VMM wants for a VM.
  ///
  /// @param irq the PPI of the virtual interrupt
  /// @param choices names of SPUs and PMUs as sysfs has them, in this order
  /// @param bufferBytesMax 0 for no limit, -1 to leave it to the SPU
  /// @param runsEarly whether vCPUs run while it is being configured
  /// @param raisesLimit whether it raises RLIMIT_MEMLOCK where that is too low
  /// @param perfmonCapable vCPUs whose threads have CAP_PERFMON
  public record OfVm(
      int irq,
      List<String> choices,
      long bufferBytesMax,
      boolean runsEarly,
      boolean raisesLimit,
      Set<Integer> perfmonCapable) {
    public OfVm {
      choices = List.copyOf(choices);
      perfmonCapable = Set.copyOf(perfmonCapable);
    }
  }
}
