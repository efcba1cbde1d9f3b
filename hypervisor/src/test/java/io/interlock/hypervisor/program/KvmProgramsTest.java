package io.interlock.hypervisor.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KvmProgramsTest {
  private static final long HOST_ONLY_EVENTS = 0x8000_0010L;
  private static final long GUEST_ONLY_EVENTS = 0x3L;
  private static final Bindings EVERY_FEATURE =
      new Bindings(
          featuresBut("partitioned-pmu", "monitor-control-added", "beside-partitioned"),
          Map.of(
              "active-priority-registers",
              4L,
              "hyp-vectors",
              0xFFFF_8000L,
              "irq-on-priority",
              0xE0L),
          Map.of(
              "list-registers-used",
              16,
              "host-only-events",
              0,
              "guest-only-events",
              0,
              "cpu-interface-hidden",
              1));
  private static final Bindings NO_FEATURE =
      new Bindings(Set.of(), EVERY_FEATURE.constants(), EVERY_FEATURE.liveMaxima());

  private static Set<String> featuresBut(String... some) {
    Set<String> features = new TreeSet<>(KvmPrograms.vocabulary().features());
    features.removeAll(Set.of(some));
    return features;
  }

  /// Registers that the host does not use while a guest may: their value may change over a
  /// residency.
  private static boolean guestsAnywhere(String name) {
    return name.startsWith("ICH_")
        || name.startsWith("CNTV_")
        || Set.of("CNTVOFF_EL2", "VMPIDR_EL2", "VSESR_EL2", "PMSELR_EL0").contains(name);
  }

  /// As well what moves at load and put on VHE, where the host's kernel lives in EL2's registers.
  private static boolean guestsOnVhe(String name) {
    return guestsAnywhere(name)
        || Set.of("VTTBR_EL2", "VTCR_EL2", "ELR_EL2", "SPSR_EL2", "CNTHCTL_EL2").contains(name)
        || name.startsWith("CNTP")
        || isEl1State(name);
  }

  private static boolean isEl1State(String name) {
    return (name.endsWith("_EL1") && !name.startsWith("PM") && SysReg.find(name + "2") != null)
        || Set.of("SP_EL1", "TPIDR_EL1", "PAR_EL1", "CSSELR_EL1").contains(name);
  }

  /// One residency on a PE, with the guest and the host writing whatever they can in between.
  private static final class Residency implements StepRunner {
    final Random random;
    final RegisterFile hardware = new RegisterFile();
    final RegisterFile saved = new RegisterFile();
    final PeRegisters pe = new PeRegisters(hardware, new RegisterFile());
    final Map<SysReg, Long> guestWrites = new HashMap<>();
    final List<String> steps = new ArrayList<>();
    final int listRegistersUsed;
    int preemptOff;
    int irqsOff;

    Residency(long seed, int listRegistersUsed) {
      random = new Random(seed);
      this.listRegistersUsed = listRegistersUsed;
      for (int slot = 0; slot < SysReg.slotCount(); slot++) {
        hardware.assign(SysReg.inSlot(slot), random.nextLong());
        saved.assign(SysReg.inSlot(slot), random.nextLong());
      }
      SysReg enabled = SysReg.named("PMCNTENSET_EL0");
      hardware.setBits(enabled, HOST_ONLY_EVENTS);
      hardware.clearBits(enabled, GUEST_ONLY_EVENTS);
    }

    void run(Routine routine) {
      routine.run(pe, context, this);
    }

    final VcpuContext context =
        new VcpuContext() {
          @Override
          public RegisterFile saved() {
            return saved;
          }

          @Override
          public long live(String name) {
            return switch (name) {
              case "list-registers-used" -> listRegistersUsed;
              case "cpu-interface-hidden" -> 0;
              case "host-only-events" -> HOST_ONLY_EVENTS;
              case "guest-only-events" -> GUEST_ONLY_EVENTS;
              default -> throw new IllegalArgumentException(name);
            };
          }
        };

    @Override
    public void step(KernelStep step) {
      steps.add(step.toString());
      if (step == KernelStep.ENTER_GUEST) {
        guestRuns();
      }
    }

    @Override
    public void control(PeOperation.Control control) {
      switch (control) {
        case PREEMPT_DISABLE -> preemptOff++;
        case PREEMPT_ENABLE -> preemptOff--;
        case IRQ_DISABLE -> irqsOff++;
        case IRQ_ENABLE -> irqsOff--;
      }
    }

    private void guestRuns() {
      for (SysReg register : guestState()) {
        assertEquals(saved.read(register), hardware.read(register), "at entry, " + register);
        long value = random.nextLong();
        hardware.assign(register, value);
        guestWrites.put(register, value);
      }
    }

    /// What a guest on VHE and nVHE alike reads and writes without a trap.
    private List<SysReg> guestState() {
      List<SysReg> state = new ArrayList<>();
      for (int slot = 0; slot < SysReg.slotCount(); slot++) {
        SysReg register = SysReg.inSlot(slot);
        if (isEl1State(register.name())
            || Set.of("TPIDR_EL0", "TPIDRRO_EL0", "SP_EL0", "MDSCR_EL1", "ELR_EL2", "SPSR_EL2")
                .contains(register.name())
            || Set.of(
                    "CNTV_CTL_EL0",
                    "CNTV_CVAL_EL0",
                    "ICH_VMCR_EL2",
                    "ICH_AP0R1_EL2",
                    "ICH_AP1R2_EL2")
                .contains(register.name())) {
          state.add(register);
        }
      }
      for (int n = 0; n < listRegistersUsed; n++) {
        state.add(SysReg.named("ICH_LR" + n + "_EL2"));
      }
      return state;
    }

    void runAll(BoundProgram program) {
      run(program.load());
      run(program.enter());
      run(program.exit());
      run(program.put());
    }
  }

  private static void assertHostKept(
      RegisterFile before, Residency after, Predicate<String> guests, String what) {
    for (int slot = 0; slot < SysReg.slotCount(); slot++) {
      SysReg register = SysReg.inSlot(slot);
      if (!guests.test(register.name())) {
        assertEquals(before.read(register), after.hardware.read(register), what + ": " + register);
      }
    }
  }

  @Property(tries = 60)
  void vheKeepsTheHostsRegisters(@ForAll long seed, @ForAll @IntRange(max = 16) int used) {
    for (Bindings bindings : List.of(EVERY_FEATURE, NO_FEATURE)) {
      Residency residency = new Residency(seed, used);
      RegisterFile before = residency.hardware.copy();
      residency.runAll(KvmPrograms.vhe().bind(bindings));
      assertHostKept(before, residency, KvmProgramsTest::guestsOnVhe, "VHE");
    }
  }

  @Property(tries = 60)
  void nvheKeepsTheHostsRegisters(@ForAll long seed, @ForAll @IntRange(max = 16) int used) {
    for (Bindings bindings : List.of(EVERY_FEATURE, NO_FEATURE)) {
      Residency residency = new Residency(seed, used);
      RegisterFile before = residency.hardware.copy();
      residency.runAll(KvmPrograms.nvhe().bind(bindings));
      assertHostKept(before, residency, KvmProgramsTest::guestsAnywhere, "nVHE");
    }
  }

  @Property(tries = 60)
  void whatTheGuestWroteIsSaved(@ForAll long seed, @ForAll @IntRange(max = 16) int used) {
    for (SwitchProgram program : List.of(KvmPrograms.vhe(), KvmPrograms.nvhe())) {
      Residency residency = new Residency(seed, used);
      residency.runAll(program.bind(EVERY_FEATURE));
      assertTrue(residency.guestWrites.size() > 20);
      residency.guestWrites.forEach(
          (register, value) ->
              assertEquals(value, residency.saved.read(register), program.name() + " " + register));
    }
  }

  /// Where the guest's own value controls it while it runs.
  private static final List<String> GUEST_CONTROLS =
      List.of(
          "HCR_EL2",
          "MDCR_EL2",
          "CPTR_EL2",
          "HCRX_EL2",
          "HFGRTR_EL2",
          "HFGWTR_EL2",
          "HFGITR_EL2",
          "HDFGRTR_EL2",
          "HDFGWTR_EL2",
          "VTTBR_EL2",
          "VTCR_EL2",
          "VMPIDR_EL2",
          "VSESR_EL2",
          "CNTVOFF_EL2",
          "ICH_HCR_EL2");

  /// Where a fixed value does.
  private static final Map<String, Long> FIXED_CONTROLS =
      Map.of(
          "HSTR_EL2", 0x8000L, "PMSELR_EL0", 0L, "PMUSERENR_EL0", 0xFL, "VBAR_EL2", 0xFFFF_8000L);

  @Property(tries = 20)
  void theGuestRunsUnderItsOwnControls(@ForAll long seed) {
    for (SwitchProgram program : List.of(KvmPrograms.vhe(), KvmPrograms.nvhe())) {
      Residency residency = new Residency(seed, 1);
      BoundProgram bound = program.bind(EVERY_FEATURE);
      residency.run(bound.load());
      residency.run(bound.enter());
      RegisterFile hardware = residency.hardware;
      for (String name : GUEST_CONTROLS) {
        SysReg register = SysReg.named(name);
        assertEquals(residency.saved.read(register), hardware.read(register), name);
      }
      FIXED_CONTROLS.forEach(
          (name, value) -> assertEquals(value, hardware.read(SysReg.named(name)), name));
      SysReg systemRegisters = SysReg.named("ICC_SRE_EL2");
      assertEquals(0, hardware.readField(systemRegisters, systemRegisters.field("Enable")));
    }
  }

  /// Beside guests with counters of their own, HPME is the host's: what its driver does to it while
  /// a guest without them is loaded outlives the put.
  @Property(tries = 20)
  void theHostsSwitchOfItsRangeStaysAsItIs(@ForAll long seed, @ForAll boolean on) {
    SysReg control = SysReg.named("MDCR_EL2");
    long hpme = control.field("HPME").mask();
    Residency residency = new Residency(seed, 1);
    BoundProgram bound =
        KvmPrograms.vhe()
            .bind(
                new Bindings(
                    featuresBut("partitioned-pmu", "monitor-control-added"),
                    EVERY_FEATURE.constants(),
                    EVERY_FEATURE.liveMaxima()));
    long before = residency.hardware.read(control);
    residency.run(bound.load());
    assertEquals(before & hpme, residency.hardware.read(control) & hpme);
    residency.hardware.assign(
        control, (residency.hardware.read(control) & ~hpme) | (on ? hpme : 0));
    residency.run(bound.enter());
    long guests = residency.saved.read(control) & ~hpme;
    assertEquals(guests | (on ? hpme : 0), residency.hardware.read(control));
    residency.run(bound.exit());
    residency.run(bound.put());
    assertEquals((before & ~hpme) | (on ? hpme : 0), residency.hardware.read(control));
  }

  @Test
  void nvheCountsTheGuestsEventsInsideAndProfilesNothing() {
    Residency residency = new Residency(13, 0);
    BoundProgram bound = KvmPrograms.nvhe().bind(EVERY_FEATURE);
    residency.run(bound.load());
    residency.run(bound.enter());
    long enabled = residency.hardware.read(SysReg.named("PMCNTENSET_EL0"));
    assertEquals(GUEST_ONLY_EVENTS, enabled & (GUEST_ONLY_EVENTS | HOST_ONLY_EVENTS));
    assertEquals(0, residency.hardware.read(SysReg.named("PMSCR_EL1")));
  }

  @Test
  void aVirtualSerrorThatTheGuestTookIsNotPendingAgain() {
    SysReg control = SysReg.named("HCR_EL2");
    long pending = control.field("VSE").mask();
    for (SwitchProgram program : List.of(KvmPrograms.vhe(), KvmPrograms.nvhe())) {
      Residency residency = new Residency(19, 0);
      BoundProgram bound = program.bind(EVERY_FEATURE);
      residency.saved.setBits(control, pending);
      residency.run(bound.load());
      residency.run(bound.enter());
      residency.hardware.clearBits(control, pending);
      long others = residency.saved.read(control) & ~pending;
      residency.run(bound.exit());
      assertEquals(others, residency.saved.read(control), program.name());
    }
  }

  @Test
  void whatTheListRegistersSayOfUnlistedInterruptsIsSavedAndTheInterfaceStops() {
    SysReg control = SysReg.named("ICH_HCR_EL2");
    for (SwitchProgram program : List.of(KvmPrograms.vhe(), KvmPrograms.nvhe())) {
      Residency residency = new Residency(23, 2);
      BoundProgram bound = program.bind(EVERY_FEATURE);
      residency.run(bound.load());
      residency.run(bound.enter());
      residency.hardware.assign(control, control.field("EOIcount").place(3) | 1);
      residency.run(bound.exit());
      long saved = residency.saved.read(control);
      assertEquals(3, control.field("EOIcount").get(saved), program.name());
      assertEquals(0, residency.hardware.readField(control, control.field("En")));
    }
  }

  @Property(tries = 20)
  void listRegistersAreEmptyOutsideTheWorldSwitch(
      @ForAll long seed, @ForAll @IntRange(max = 16) int used) {
    for (SwitchProgram program : List.of(KvmPrograms.vhe(), KvmPrograms.nvhe())) {
      Residency residency = new Residency(seed, used);
      BoundProgram bound = program.bind(EVERY_FEATURE);
      residency.run(bound.load());
      residency.run(bound.enter());
      residency.run(bound.exit());
      for (int n = 0; n < used; n++) {
        assertEquals(0, residency.hardware.read(SysReg.named("ICH_LR" + n + "_EL2")));
      }
    }
  }

  @Test
  void regionsAreClosedAtTheEndOfEveryPass() {
    for (SwitchProgram program : List.of(KvmPrograms.vhe(), KvmPrograms.nvhe())) {
      BoundProgram bound = program.bind(EVERY_FEATURE);
      Residency residency = new Residency(1, 3);
      for (List<Routine> pass :
          List.of(
              List.of(bound.load()),
              List.of(upToStep(bound.enter(), KernelStep.CHECK_REQUESTS), bound.cancel()),
              List.of(bound.enter(), bound.exit()),
              List.of(bound.put()))) {
        pass.forEach(residency::run);
        assertEquals(0, residency.preemptOff, program.name());
        assertEquals(0, residency.irqsOff, program.name());
      }
    }
  }

  @Test
  void aCancelledEntryLeavesNoListRegisterAndKeepsTheirState() {
    Residency residency = new Residency(5, 4);
    RegisterFile savedBefore = residency.saved.copy();
    BoundProgram bound = KvmPrograms.vhe().bind(EVERY_FEATURE);
    residency.run(bound.load());
    residency.run(upToStep(bound.enter(), KernelStep.CHECK_REQUESTS));
    SysReg listRegister = SysReg.named("ICH_LR3_EL2");
    assertEquals(savedBefore.read(listRegister), residency.hardware.read(listRegister));
    residency.run(bound.cancel());
    assertEquals(0, residency.hardware.read(listRegister));
    assertEquals(savedBefore.read(listRegister), residency.saved.read(listRegister));
  }

  private static Routine upToStep(Routine routine, KernelStep step) {
    List<Instruction> instructions = routine.instructions();
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i) instanceof Instruction.Step(_, KernelStep found) && found == step) {
        return new Routine(instructions.subList(0, i + 1));
      }
    }
    throw new AssertionError("no step " + step);
  }

  @Test
  void theGuestsTimersAreOffAfterPut() {
    for (SwitchProgram program : List.of(KvmPrograms.vhe(), KvmPrograms.nvhe())) {
      Residency residency = new Residency(7, 0);
      residency.runAll(program.bind(EVERY_FEATURE));
      assertEquals(0, residency.hardware.read(SysReg.named("CNTV_CTL_EL0")));
      assertEquals(0, residency.hardware.read(SysReg.named("CNTVOFF_EL2")));
    }
  }

  @Test
  void thePhysicalTimersDeadlineIsTheGuestsInsideAndTheHostsOutside() {
    for (Bindings bindings : List.of(EVERY_FEATURE, NO_FEATURE)) {
      Residency residency = new Residency(11, 0);
      residency.saved.assign(SysReg.named("CNTP_CVAL_EL0"), 5_000);
      residency.saved.assign(SysReg.named("CNTPOFF_EL2"), 700);
      BoundProgram bound = KvmPrograms.vhe().bind(bindings);
      SysReg compareValue = SysReg.named("CNTP_CVAL_EL0");
      residency.run(bound.load());
      assertEquals(5_700, residency.hardware.read(compareValue));
      residency.run(bound.enter());
      long inside = bindings.features().contains("cntpoff") ? 5_000 : 5_700;
      assertEquals(inside, residency.hardware.read(compareValue));
      residency.run(bound.exit());
      assertEquals(5_700, residency.hardware.read(compareValue));
      residency.run(bound.put());
      assertEquals(5_000, residency.saved.read(compareValue));
    }
  }

  @Test
  void stepsComeInTheOrderOfTheRunLoop() {
    Residency residency = new Residency(3, 2);
    residency.runAll(KvmPrograms.vhe().bind(NO_FEATURE));
    assertOrder(residency.steps, "vmid", "set-cpu", "vgic-load", "timer-load", "unsupported-check");
    assertOrder(
        residency.steps,
        "pmu-flush",
        "vgic-flush",
        "mode-in-guest",
        "check-requests",
        "enter-guest");
    assertOrder(residency.steps, "enter-guest", "pmu-sync", "vgic-sync", "fp-sync", "mode-outside");
    assertOrder(residency.steps, "mode-outside", "irq-window", "handle-exit-early", "fp-put");
    assertOrder(residency.steps, "fp-put", "timer-put", "vgic-put", "vmid-release", "clear-cpu");
  }

  private static void assertOrder(List<String> steps, String... expected) {
    int last = -1;
    for (String step : expected) {
      int at = steps.indexOf(step);
      assertTrue(at > last, step + " in " + steps);
      last = at;
    }
  }

  @Test
  void everyStatementCarriesTheStepOfTheSpecification() {
    for (SwitchProgram program : List.of(KvmPrograms.vhe(), KvmPrograms.nvhe())) {
      BoundProgram bound = program.bind(EVERY_FEATURE);
      for (Routine routine :
          List.of(bound.load(), bound.enter(), bound.cancel(), bound.exit(), bound.put())) {
        assertTrue(routine.size() > 0);
        for (Instruction instruction : routine.instructions()) {
          assertTrue(
              instruction.source().label().matches("[LPREN][0-9]+[ab]?"),
              instruction.source().toString());
        }
      }
    }
  }

  @Test
  void theOffsetIsInPlaceBeforeTheTimerIsEnabled() {
    List<String> texts =
        KvmPrograms.vhe().bind(NO_FEATURE).load().instructions().stream()
            .map(instruction -> instruction.source().text())
            .toList();
    int offset = texts.indexOf("CNTVOFF_EL2 := vcpu.CNTVOFF_EL2");
    int enable = texts.indexOf("CNTV_CTL_EL02 := vcpu.CNTV_CTL_EL0");
    int barrier = texts.subList(offset, enable).indexOf("isb");
    assertTrue(offset >= 0 && offset < enable && barrier > 0, texts.toString());
  }
}
