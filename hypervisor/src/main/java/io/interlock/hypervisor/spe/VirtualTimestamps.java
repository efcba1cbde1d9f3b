package io.interlock.hypervisor.spe;

import io.interlock.hardware.spe.SpeRegisters;

/// PMSCR_EL2 while a VM's guests run, which says what time their records may show: the physical
/// count only if the VMM may look at the whole machine's performance (`perfmon_capable`).
///
/// @param decided whether a vCPU has run
/// @param control the value of PMSCR_EL2
public record VirtualTimestamps(Rule rule, boolean decided, long control) {
  private static final long PHYSICAL = SpeRegisters.PMSCR_EL2.field("PCT").place(0b01);

  /// Whose thread is asked.
  public enum Rule {
    /// As patch 25/35 shows: each vCPU's at its first run, and one that may is enough for all.
    ANY_FIRST_RUN,
    /// The first to run, for all and for ever.
    FIRST_TO_RUN
  }

  /// Before any vCPU has run.
  public static VirtualTimestamps undecided(Rule rule) {
    return new VirtualTimestamps(rule, false, 0);
  }

  /// A vCPU runs for the first time.
  ///
  /// @param perfmonCapable of the thread that runs it
  public VirtualTimestamps afterFirstRun(boolean perfmonCapable) {
    boolean asked = rule == Rule.ANY_FIRST_RUN || !decided;
    return new VirtualTimestamps(rule, true, asked && perfmonCapable ? PHYSICAL : control);
  }
}
