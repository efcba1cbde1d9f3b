package io.interlock.actors.host.plan;

import io.interlock.actors.host.guest.GuestRegisters;
import io.interlock.engine.trace.StableHashed;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.BoundProgram;
import io.interlock.hypervisor.program.Instruction;
import io.interlock.hypervisor.program.KernelStep;
import io.interlock.hypervisor.program.Routine;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the programs of a host with partitioned PMUs say beyond load, enter, exit and put. What
/// they are silent about is done as the architecture and KVM's reviewers want it.
///
/// @param claim what happens at the guest's first access; null if its counters are always its own
/// @param line how the level of the guest's interrupt is found; null for the architecture's
///     condition on all that is known
/// @param interrupt what the handler of the PMU's interrupt does for the guest
/// @param writes what trapped writes do to hardware, by group of registers
/// @param reads what trapped reads find, by group of registers
public record MonitorHooks(
    @Nullable Routine claim,
    @Nullable Routine line,
    Set<KernelStep> interrupt,
    Map<String, Routine> writes,
    Map<String, Routine> reads)
    implements StableHashed {
  private static final String CONTROL = "pmcr";
  private static final String EVENTS = "pmevtyper";
  private static final String OVERFLOWS = "pmovs";

  /// All that a handler can do for a guest: adds the overflows to memory, makes the vCPU look at
  /// its interrupts before it enters the guest, and keeps it from going to sleep.
  private static final Set<KernelStep> HANDLER =
      EnumSet.of(KernelStep.PMU_RECORD, KernelStep.PMU_REQUEST, KernelStep.PMU_UNBLOCK);

  /// Programs that say nothing more.
  static final MonitorHooks NONE = new MonitorHooks(null, null, HANDLER, Map.of(), Map.of());

  static MonitorHooks of(BoundProgram program) {
    Map<String, Routine> writes = new HashMap<>();
    Map<String, Routine> reads = new HashMap<>();
    for (String group : new String[] {CONTROL, EVENTS, OVERFLOWS}) {
      put(writes, group, program.write(group));
      put(reads, group, program.read(group));
    }
    return new MonitorHooks(
        program.claim(), program.line(), steps(program.irq("pmu")), writes, reads);
  }

  private static void put(Map<String, Routine> routines, String group, @Nullable Routine routine) {
    if (routine != null) {
      routines.put(group, routine);
    }
  }

  private static Set<KernelStep> steps(@Nullable Routine handler) {
    if (handler == null) {
      return HANDLER;
    }
    Set<KernelStep> steps = EnumSet.noneOf(KernelStep.class);
    for (Instruction instruction : handler.instructions()) {
      if (instruction instanceof Instruction.Step(_, KernelStep step)) {
        steps.add(step);
      }
    }
    return steps;
  }

  /// Whether a guest's counters are its own only from its first access on.
  public boolean lazy() {
    return claim != null;
  }

  /// Whether the line is found from hardware even while the guest's counters are not in it.
  public boolean trustsHardware() {
    return line != null && steps(line).contains(KernelStep.PMU_LINE_HARDWARE);
  }

  /// What a trapped write of the register does to hardware, or null if it is carried out as it is.
  public @Nullable Routine write(SysReg register) {
    return writes.isEmpty() ? null : writes.get(group(register));
  }

  /// What a trapped read of the register finds, or null if that is what the guest would find.
  public @Nullable Routine read(SysReg register) {
    return reads.isEmpty() ? null : reads.get(group(register));
  }

  private static String group(SysReg register) {
    if (GuestRegisters.isFilter(register)) {
      return EVENTS;
    }
    return switch (register.name()) {
      case "PMCR_EL0" -> CONTROL;
      case "PMOVSSET_EL0", "PMOVSCLR_EL0" -> OVERFLOWS;
      default -> "";
    };
  }

  /// Whether KVM's memory alone says what the register holds, though it is in hardware too.
  public boolean onlyInMemory(SysReg register) {
    Routine routine = Pmu.contains(register) ? read(register) : null;
    return routine != null && routine.size() == 0;
  }

  /// A host has one set of hooks, which never changes.
  @Override
  public long stableHash() {
    return 0;
  }
}
