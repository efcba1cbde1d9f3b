package io.interlock.hardware.spe;

import static io.interlock.hardware.spe.SpeRegisters.PMBSR_EL1;

import io.interlock.hardware.register.RegisterField;

/// A value of PMBSR_EL1 and how events change it (Arm ARM D17.8).
public record BufferStatus(long value) {
  private static final long S = SpeRegisters.mask(PMBSR_EL1, "S");
  private static final long COLL = SpeRegisters.mask(PMBSR_EL1, "COLL");
  private static final long DL = SpeRegisters.mask(PMBSR_EL1, "DL");
  private static final long EA = SpeRegisters.mask(PMBSR_EL1, "EA");
  private static final RegisterField EC = PMBSR_EL1.field("EC");
  private static final RegisterField MSS = PMBSR_EL1.field("MSS");
  private static final RegisterField FSC = PMBSR_EL1.field("FSC");
  private static final RegisterField MSS2 = PMBSR_EL1.field("MSS2");

  /// EC of events that are no faults.
  public static final int EC_OTHER = 0x00;

  /// EC of a fault of the first stage of translation.
  public static final int EC_STAGE_1 = 0x24;

  /// EC of a fault of the second stage of translation.
  public static final int EC_STAGE_2 = 0x25;

  /// BSC of a full buffer.
  public static final int BSC_FULL = 0x01;

  /// BSC of a buffer larger than allowed.
  public static final int BSC_SIZE = 0x04;

  /// What software may do with the pointers it finds (Arm ARM D17.7.4).
  public enum Restart {
    /// The pointers serve: nothing stopped profiling.
    POSSIBLE,
    /// The pointers serve once the fault is mended and S cleared.
    AFTER_MENDING,
    /// There is no room for a record: the limit or both pointers must move.
    WITH_MORE_ROOM,
    /// The write pointer is worth nothing.
    WITH_NEW_POINTERS
  }

  /// Whether profiling is stopped: PMBSR_EL1.S, and so the level of PMBIRQ.
  public boolean isStopped() {
    return (value & S) != 0;
  }

  /// Whether a sample was dropped because another was in flight.
  public boolean hasCollided() {
    return (value & COLL) != 0;
  }

  /// Whether part of a record was lost.
  public boolean hasLostData() {
    return (value & DL) != 0;
  }

  /// Whether memory refused a write.
  public boolean hasExternalAbort() {
    return (value & EA) != 0;
  }

  /// EC.
  public int eventClass() {
    return (int) EC.get(value);
  }

  /// The low six bits of MSS: BSC or FSC, as EC says.
  public int code() {
    return (int) FSC.get(value);
  }

  /// COLL is sticky and leaves the rest alone (`SPESampleCollision`).
  public BufferStatus collided() {
    return new BufferStatus(value | COLL);
  }

  /// The event happens; nothing changes if one is recorded already.
  ///
  /// @param partial whether the write pointer is left inside a record
  public BufferStatus after(ManagementEvent event, boolean partial) {
    if (isStopped()) {
      return this;
    }
    return switch (event) {
      case ManagementEvent.BufferFull() -> stopped(EC_OTHER, BSC_FULL, 0);
      case ManagementEvent.BufferTooLarge() -> stopped(EC_OTHER, BSC_SIZE, 0);
      case ManagementEvent.AccessNotAllowed() -> stopped(EC_OTHER, 0, DL);
      case ManagementEvent.Fault(var stage, int faultStatus) ->
          stopped(
              stage == ManagementEvent.Stage.ONE ? EC_STAGE_1 : EC_STAGE_2,
              faultStatus,
              partial ? DL : 0);
      case ManagementEvent.ExternalAbort(boolean synchronous) ->
          synchronous
              ? stopped(EC_STAGE_1, FaultStatus.SYNCHRONOUS_EXTERNAL_ABORT, partial ? EA | DL : EA)
              : stopped(EC_STAGE_1, FaultStatus.ASYNCHRONOUS_EXTERNAL_ABORT, EA | DL);
    };
  }

  /// `OtherSPEManagementEvent`, whether or not one is recorded already: what a hypervisor does to a
  /// guest's register. DL, EA and COLL stay.
  public BufferStatus withOtherEvent(int bufferStatusCode) {
    return stopped(EC_OTHER, bufferStatusCode, 0);
  }

  private BufferStatus stopped(int eventClass, int code, long sticky) {
    long kept = value & ~(EC.mask() | MSS.mask() | MSS2.mask());
    return new BufferStatus(kept | EC.place(eventClass) | MSS.place(code) | sticky | S);
  }

  /// How software may go on from here.
  public Restart restart() {
    if (hasExternalAbort() || hasLostData()) {
      return Restart.WITH_NEW_POINTERS;
    }
    if (!isStopped()) {
      return Restart.POSSIBLE;
    }
    boolean full = eventClass() == EC_OTHER && code() == BSC_FULL;
    return full ? Restart.WITH_MORE_ROOM : Restart.AFTER_MENDING;
  }
}
