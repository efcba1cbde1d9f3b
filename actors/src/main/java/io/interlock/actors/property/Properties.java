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
  /// See [HostRegisterPreserved].
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
  /// See [VmIsolation].
  VM_ISOLATION("vm-isolation", "a guest neither reads nor changes counters that are not its own"),
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
  /// See [InterruptExactlyOnce].
  INTERRUPT_EXACTLY_ONCE(
      "interrupt-exactly-once", "an SGI is handled at most once for each time that it was sent"),
  /// See [LrResidency].
  LR_RESIDENCY("lr-residency", "list registers are empty while no guest's context is in the PE"),
  /// See [RunnableConfiguration].
  RUNNABLE_CONFIGURATION(
      "runnable-configuration",
      "there is a CPU on which a vCPU may run: its VM supports it and its affinity allows it"),
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
      case VM_ISOLATION -> List.of(new VmIsolation());
      case ID_MATCHES_BEHAVIOUR -> List.of(new IdMatchesBehaviour());
      case RESERVED_BITS_ZERO -> List.of(new ReservedBitsZero());
      case SAVED_BEFORE_OUTSIDE -> List.of(new SavedBeforeOutside());
      case SUPPORTED_CPU_ONLY -> List.of(new SupportedCpuOnly());
      case INTERRUPT_EXACTLY_ONCE -> List.of(new InterruptExactlyOnce());
      case LR_RESIDENCY -> List.of(new LrResidency());
      case RUNNABLE_CONFIGURATION -> List.of(new RunnableConfiguration());
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
    return HostRegisters.watched().stream().<Property>map(HostRegisterPreserved::new).toList();
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
