package io.interlock.actors.property;

import io.interlock.actors.fact.HostRegisters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The properties by name.
public enum Properties {
  /// See [SingleResidency].
  SINGLE_RESIDENCY(
      "single-residency",
      "the registers of a vCPU are in one PE at most, and a PE holds those of one vCPU at most"),
  /// See [HostRegisterPreserved] and [HostSelectorUnseen].
  HOST_REGISTERS_PRESERVED(
      "host-registers-preserved",
      "the host finds its registers as they were before a guest had the PE, and no guest's before"),
  /// See [GuestRangeQuiescent].
  GUEST_RANGE_QUIESCENT(
      "guest-range-quiescent",
      "the counters of guests neither count nor interrupt while no guest's context is in the PE"),
  /// See [OverflowDelivered].
  OVERFLOW_DELIVERED(
      "overflow-delivered",
      "the overflow of a guest's counter interrupts that guest, and nobody else"),
  /// See [EventsConserved].
  EVENTS_CONSERVED(
      "events-conserved",
      "a guest's counters count each of its events once and nothing else, the host's each of its"),
  /// See [VirtualLineAccurate].
  VIRTUAL_LINE_ACCURATE(
      "virtual-line-accurate",
      "at every entry, a guest's PMU interrupt is pending if and only if its overflows want it"),
  /// See [SaveRestoreRoundtrip].
  SAVE_RESTORE_ROUNDTRIP(
      "save-restore-roundtrip", "a guest finds the controls of its PMU as it left them"),
  /// See [CounterIsolation] and [ProfilingIsolation].
  VM_ISOLATION(
      "vm-isolation",
      "a guest reaches no counters but its own, and no other VM decides what it can write"),
  /// See [IdMatchesBehaviour].
  ID_MATCHES_BEHAVIOUR(
      "id-matches-behaviour", "a guest has as many event counters as its PMU says"),
  /// See [ReservedBitsZero].
  RESERVED_BITS_ZERO(
      "reserved-bits-zero", "KVM sets no bit of the trap registers that is reserved"),
  /// See [SavedBeforeOutside].
  SAVED_BEFORE_OUTSIDE(
      "saved-before-outside",
      "what the guest left is saved before the vCPU says that it is outside guest mode"),
  /// See [SupportedCpuOnly].
  SUPPORTED_CPU_ONLY(
      "supported-cpu-only", "a guest is entered on CPUs that its VM supports, and on no other"),
  /// See [RequestObserved].
  REQUEST_OBSERVED(
      "request-observed",
      "a vCPU looks at what is asked of it before it enters its guest, or is pulled out at once"),
  /// See [InterruptExactlyOnce].
  INTERRUPT_EXACTLY_ONCE(
      "interrupt-exactly-once",
      "an SGI or SPI is handled at most once for each time that it was raised, and not disabled"),
  /// See [OneApList].
  ONE_AP_LIST("one-ap-list", "an interrupt is on the list of one vCPU at most, and there once"),
  /// See [LrResidency].
  LR_RESIDENCY("lr-residency", "list registers are empty while no guest's context is in the PE"),
  /// See [RunnableConfiguration].
  RUNNABLE_CONFIGURATION(
      "runnable-configuration",
      "there is a CPU on which a vCPU may run: its VM supports it and its affinity allows it"),
  /// See [ConfigFrozen].
  CONFIG_FROZEN_AFTER_FIRST_RUN(
      "config-frozen-after-first-run",
      "the configuration of a VM does not change once a vCPU has run"),
  /// See [SpeOffMask].
  SPE_NO_ACCESS_OFF_MASK(
      "spe-no-access-off-mask", "a guest with SPE is entered only on CPUs that have its SPU"),
  /// See [SpePointerInBuffer].
  SPE_POINTER_IN_BUFFER(
      "spe-pointer-in-buffer", "a profiling buffer that is enabled has room for a record"),
  /// See [SpeRecordShape].
  SPE_RECORD_SHAPE(
      "spe-record-shape",
      "records are aligned in the buffer as the guest's SPU says that they are"),
  /// See [SpeFirstEventLatched].
  SPE_FIRST_EVENT_LATCHED(
      "spe-first-event-latched",
      "the first event of a profiling buffer stands until the guest has cleared it"),
  /// See [SpeIrqLevel].
  SPE_IRQ_LEVEL(
      "spe-irq-level", "a guest is told of each event of its profiling buffer before it runs on"),
  /// See [SpeBlackoutBounded].
  SPE_BLACKOUT_BOUNDED(
      "spe-blackout-bounded", "KVM knows of an event of a profiling buffer within a stated time"),
  /// See [SpeOwnerRegime].
  SPE_OWNER_REGIME(
      "spe-owner-regime", "records go to memory of the guest whose operations were sampled"),
  /// See [SpePinsAccounted].
  SPE_PINS_ACCOUNTED(
      "spe-pins-accounted", "no more memory is locked for profiling buffers than a VMM may lock"),
  /// See [SpeAccounting].
  SPE_ACCOUNTING(
      "spe-accounting", "each sample becomes a record, or is dropped for a reason that is counted"),
  /// See [NoStage2Fault].
  GUEST_NEVER_SEES_STAGE2_FAULT(
      "guest-never-sees-stage2-fault",
      "no guest is told of a fault of the second stage of translation"),
  /// See [Progress].
  PROGRESS(
      "progress", "no vCPU waits for what will never come: a PE, an answer, or the end of a sleep");

  private final String title;
  private final String meaning;

  Properties(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  /// Its name, as users write it.
  public String title() {
    return title;
  }

  /// What it demands, in one line.
  public String meaning() {
    return meaning;
  }

  /// Fresh observers, all of that name: one for each thing that can break on its own.
  public List<Property> create() {
    return switch (this) {
      case SINGLE_RESIDENCY -> List.of(new SingleResidency());
      case HOST_REGISTERS_PRESERVED -> hostRegisters();
      case GUEST_RANGE_QUIESCENT -> guestRanges();
      case OVERFLOW_DELIVERED -> List.of(new OverflowDelivered());
      case EVENTS_CONSERVED -> List.of(new EventsConserved());
      case VIRTUAL_LINE_ACCURATE -> List.of(new VirtualLineAccurate());
      case SAVE_RESTORE_ROUNDTRIP -> roundtrips();
      case VM_ISOLATION -> List.of(new ProfilingIsolation(), new CounterIsolation());
      case ID_MATCHES_BEHAVIOUR -> List.of(new IdMatchesBehaviour());
      case RESERVED_BITS_ZERO -> List.of(new ReservedBitsZero());
      case SAVED_BEFORE_OUTSIDE -> List.of(new SavedBeforeOutside());
      case SUPPORTED_CPU_ONLY -> List.of(new SupportedCpuOnly());
      case REQUEST_OBSERVED -> List.of(new RequestObserved());
      case INTERRUPT_EXACTLY_ONCE -> List.of(new InterruptExactlyOnce());
      case ONE_AP_LIST -> List.of(new OneApList());
      case LR_RESIDENCY -> List.of(new LrResidency());
      case RUNNABLE_CONFIGURATION -> List.of(new RunnableConfiguration());
      case CONFIG_FROZEN_AFTER_FIRST_RUN -> List.of(new ConfigFrozen());
      case SPE_NO_ACCESS_OFF_MASK -> List.of(new SpeOffMask());
      case SPE_POINTER_IN_BUFFER -> List.of(new SpePointerInBuffer());
      case SPE_RECORD_SHAPE -> List.of(new SpeRecordShape());
      case SPE_FIRST_EVENT_LATCHED -> List.of(new SpeFirstEventLatched());
      case SPE_IRQ_LEVEL -> List.of(new SpeIrqLevel());
      case SPE_BLACKOUT_BOUNDED -> List.of(new SpeBlackoutBounded());
      case SPE_OWNER_REGIME -> List.of(new SpeOwnerRegime());
      case SPE_PINS_ACCOUNTED -> List.of(new SpePinsAccounted());
      case SPE_ACCOUNTING -> List.of(new SpeAccounting());
      case GUEST_NEVER_SEES_STAGE2_FAULT -> List.of(new NoStage2Fault());
      case PROGRESS -> List.of(new Progress());
    };
  }

  /// Fresh observers of all properties.
  public static List<Property> createAll() {
    List<Property> all = new ArrayList<>();
    for (Properties property : values()) {
      all.addAll(property.create());
    }
    return all;
  }

  private static List<Property> hostRegisters() {
    List<Property> all = new ArrayList<>(List.of(new HostSelectorUnseen()));
    HostRegisters.watched().forEach(register -> all.add(new HostRegisterPreserved(register)));
    return all;
  }

  private static List<Property> roundtrips() {
    List<Property> all = new ArrayList<>(OwnControls.each());
    all.add(new SaveRestoreRoundtrip());
    return all;
  }

  private static List<Property> guestRanges() {
    return Arrays.stream(GuestRangeQuiescent.Remainder.values())
        .<Property>map(GuestRangeQuiescent::new)
        .toList();
  }
}
