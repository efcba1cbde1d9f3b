package io.interlock.hypervisor.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.source.Barrier;
import io.interlock.hypervisor.program.source.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutineTest {
  private static final SysReg PMCR = SysReg.named("PMCR_EL0");
  private static final SysReg PMCCNTR = SysReg.named("PMCCNTR_EL0");

  private final RegisterFile hardware = new RegisterFile();
  private final RegisterFile host = new RegisterFile();
  private final RegisterFile saved = new RegisterFile();
  private final PeRegisters pe = new PeRegisters(hardware, host);
  private final List<String> log = new ArrayList<>();
  private int listRegistersUsed;

  private final VcpuContext vcpu =
      new VcpuContext() {
        @Override
        public RegisterFile saved() {
          return saved;
        }

        @Override
        public long live(String name) {
          assertEquals("list-registers-used", name);
          return listRegistersUsed;
        }
      };

  private final StepRunner logging =
      new StepRunner() {
        @Override
        public void step(KernelStep step) {
          log.add(step.toString());
        }

        @Override
        public void fence(Barrier barrier) {
          log.add(barrier.toString());
        }

        @Override
        public void control(PeOperation.Control control) {
          log.add(control.name());
        }
      };

  private void run(String body) {
    TestVocabulary.load(body).run(pe, vcpu, logging);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 + 2 | 3",
        "0x1_F | 31",
        "1_000 | 1000",
        "5 - 2 - 1 | 2",
        "1 | 1",
        "1 << 4 + 1 | 32",
        "6 & 3 << 1 | 6",
        "12 ^ 10 & 6 | 14",
        "~0 >> 60 | 15",
        "1 << 63 >> 63 | 1",
        "1 << 64 | 0",
        "1 << -1 | 0",
        "-1 & 0xFF | 255",
        "(1 + 2) << 1 | 6",
        "- - 3 | 3",
        "guest | 0x8000000F",
        "guest & ~host - 1 | 0x8000000E",
        "guest-counters - 1 | 3",
        "PMCR_EL0.P | 2",
        "MDCR_EL2.E2PB(2) | 0x2000",
        "MDCR_EL2.E2PB(7) | 0x3000",
        "MDCR_EL2.HPMN(guest-counters) & MDCR_EL2.HPMN | 4",
        "0xFFFF_FFFF_FFFF_FFFF | -1",
        "18446744073709551615 | -1",
      })
  void anExpressionHasTheValue(String expression, String value) {
    run("PMCCNTR_EL0 := " + expression);
    assertEquals(Long.decode(value), hardware.read(PMCCNTR));
  }

  @Test
  void orIsWeakest() {
    run("PMCCNTR_EL0 := 1 | 2 ^ 3 & 1");
    assertEquals(3, hardware.read(PMCCNTR));
  }

  @Test
  void valuesMoveBetweenHardwareVcpuAndHost() {
    hardware.write(PMCR, 0x41);
    saved.assign(PMCR, 0x7);
    run("host.PMCR_EL0 := PMCR_EL0\nPMCR_EL0 := vcpu.PMCR_EL0 & ~PMCR_EL0.P");
    assertEquals(0x41, host.read(PMCR));
    assertEquals(0x5, hardware.read(PMCR));
    run("vcpu.PMCR_EL0 := PMCR_EL0 | 0x40\nPMCR_EL0 := host.PMCR_EL0");
    assertEquals(0x45, saved.read(PMCR));
    assertEquals(0x41, hardware.read(PMCR));
  }

  @Test
  void setAndClearNamesActOnHardwareButSavedCopiesAreMemory() {
    SysReg enabled = SysReg.named("PMCNTENSET_EL0");
    hardware.write(enabled, 0x30);
    saved.assign(enabled, 0x5);
    run(
        """
        PMCNTENSET_EL0 := vcpu.PMCNTENSET_EL0 & guest
        PMCNTENCLR_EL0 := ~vcpu.PMCNTENSET_EL0 & guest
        vcpu.PMCNTENSET_EL0 := PMCNTENSET_EL0 & host
        """);
    assertEquals(0x35, hardware.read(enabled));
    assertEquals(0x30, saved.read(enabled));
  }

  @Test
  void aMixedExpressionUsesBothSides() {
    SysReg overflow = SysReg.named("PMOVSSET_EL0");
    hardware.write(overflow, 0x32);
    saved.assign(overflow, 0x4);
    run("vcpu.PMOVSSET_EL0 := vcpu.PMOVSSET_EL0 | PMOVSSET_EL0 & guest");
    assertEquals(0x6, saved.read(overflow));
  }

  @Test
  void aRegionHoldsOffAndLetsGoAroundItsBody() {
    run("preempt-off { irqs-off { isb } psb csync } dsb ish");
    assertEquals(
        List.of(
            "PREEMPT_DISABLE",
            "IRQ_DISABLE",
            "isb",
            "IRQ_ENABLE",
            "psb csync",
            "PREEMPT_ENABLE",
            "dsb ish"),
        log);
  }

  @Test
  void aToggleHoldsAcrossHooks() {
    run("preempt-off irqs-off irqs-on preempt-on");
    assertEquals(List.of("PREEMPT_DISABLE", "IRQ_DISABLE", "IRQ_ENABLE", "PREEMPT_ENABLE"), log);
  }

  @ParameterizedTest
  @CsvSource({
    "fgt, true",
    "hpmn0, false",
    "not hpmn0, true",
    "fgt and hpmn0, false",
    "fgt or hpmn0, true",
    "hpmn0 or fgt and vhe, true",
    "(hpmn0 or fgt) and not (vhe and fgt), false",
    "not not fgt, true",
    "guest-counters == 4, true",
    "guest-counters + 1 > 4 and fgt, true",
    "(guest-counters & 3) != 0, false",
    "((guest-counters) < 5 and (fgt)), true",
    "vcpu.PMCR_EL0 & PMCR_EL0.E != 0, true",
    "vcpu.PMCR_EL0 == 0 or fgt, true",
    "vcpu.PMCR_EL0 == 0 and fgt, false",
    "vcpu.PMCR_EL0 < -1, true",
    "not vcpu.PMCR_EL0 >= 2, true",
    "list-registers-used <= 2, true",
  })
  void aConditionChoosesItsBranch(String condition, boolean holds) {
    saved.assign(PMCR, 1);
    listRegistersUsed = 2;
    run("if " + condition + " { do vgic-flush } else { do vgic-sync }");
    assertEquals(List.of(holds ? "vgic-flush" : "vgic-sync"), log);
  }

  @Test
  void elseIfTakesTheFirstThatHolds() {
    saved.assign(PMCR, 2);
    run(
        """
        if vcpu.PMCR_EL0 == 1 { isb }
        else if vcpu.PMCR_EL0 == 2 { dsb sy }
        else { psb csync }
        """);
    assertEquals(List.of("dsb sy"), log);
  }

  @Test
  void aFeatureLeavesNoTraceInTheRoutine() {
    Routine routine = TestVocabulary.load("if hpmn0 { isb } else { dsb sy }");
    assertEquals(1, routine.size());
    assertInstanceOf(Instruction.Prepared.class, routine.get(0));
  }

  @Test
  void aLoopRunsUpToButNotIncludingItsEnd() {
    run("for n in 1 .. guest-counters { PMEVCNTR[n]_EL0 := n + 100 }");
    assertEquals(0, hardware.read(SysReg.named("PMEVCNTR0_EL0")));
    assertEquals(103, hardware.read(SysReg.named("PMEVCNTR3_EL0")));
    assertEquals(0, hardware.read(SysReg.named("PMEVCNTR4_EL0")));
  }

  @Test
  void loopsNestAndTheirVariablesAreIndices() {
    run("for i in 0 .. 2 { for j in 0 .. 2 { PMEVCNTR[i + i + j]_EL0 := i << 4 | j } }");
    assertEquals(0x10, hardware.read(SysReg.named("PMEVCNTR2_EL0")));
    assertEquals(0x11, hardware.read(SysReg.named("PMEVCNTR3_EL0")));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "3", "4"})
  void aLoopToALiveValueStopsAtItsValueOfThatMoment(int used) {
    listRegistersUsed = used;
    run("for n in 0 .. list-registers-used { ICH_LR[n]_EL2 := n + 1 } isb");
    for (int n = 0; n < 4; n++) {
      assertEquals(n < used ? n + 1 : 0, hardware.read(SysReg.named("ICH_LR" + n + "_EL2")));
    }
    assertEquals(List.of("isb"), log);
  }

  @Test
  void hooksAreSeparateAndMissingOnesEmpty() {
    BoundProgram bound =
        TestVocabulary.parse("program p on irq pmu { isb } on enter { isb isb }")
            .bind(TestVocabulary.FULL);
    assertEquals(1, Objects.requireNonNull(bound.irq("pmu")).size());
    assertNull(bound.irq("vtimer"));
    assertEquals(2, bound.enter().size());
    assertEquals(0, bound.put().size() + bound.load().size() + bound.exit().size());
    assertEquals(0, bound.cancel().size());
  }

  @Test
  void anInstructionSaysWhereItComesFromAndWhatItDoes() {
    Routine routine =
        TestVocabulary.load("L7: if fgt {\n  for n in 2 .. 3 { ICH_LR[n]_EL2 := n }\n  E1: isb\n}");
    assertEquals("L7: ICH_LR2_EL2 := 2", routine.get(0).source().toString());
    assertEquals("t.ctx:3:21", routine.get(0).source().at().toString());
    assertEquals("E1: isb", routine.get(1).source().toString());
  }

  @Test
  void eachInstructionIsGivenToTheSideThatCanCarryItOut() {
    Routine routine =
        TestVocabulary.load(
            """
            PMCR_EL0 := vcpu.PMCR_EL0
            vcpu.PMCR_EL0 := PMCR_EL0
            vcpu.PMCR_EL0 := vcpu.PMCCNTR_EL0 & guest
            host.PMCR_EL0 := PMCR_EL0
            PMCR_EL0 := host.PMCR_EL0 | vcpu.PMCR_EL0
            do vgic-sync
            isb
            """);
    assertInstanceOf(Instruction.Move.class, routine.get(0));
    assertInstanceOf(Instruction.Move.class, routine.get(1));
    assertInstanceOf(Instruction.AssignSaved.class, routine.get(2));
    assertInstanceOf(Instruction.Move.class, routine.get(3));
    assertInstanceOf(Instruction.Compute.class, routine.get(4));
    assertInstanceOf(Instruction.OnVcpu.class, routine.get(5));
    assertInstanceOf(Instruction.OnPe.class, routine.get(6));
  }

  @Test
  void anOperationHoldsTheVcpusValuesOfTheMomentItWasClosed() {
    var load = (Instruction.OnPe) TestVocabulary.load("PMCR_EL0 := vcpu.PMCR_EL0").get(0);
    var mixed =
        (Instruction.OnPe) TestVocabulary.load("PMCCNTR_EL0 := PMCCNTR_EL0 + vcpu.PMCR_EL0").get(0);
    saved.assign(PMCR, 5);
    PeOperation loadNow = load.close(vcpu);
    PeOperation mixedNow = mixed.close(vcpu);
    saved.assign(PMCR, 6);
    hardware.write(PMCCNTR, 100);
    assertEquals(0, loadNow.perform(pe));
    assertEquals(0, mixedNow.perform(pe));
    assertEquals(5, hardware.read(PMCR));
    assertEquals(105, hardware.read(PMCCNTR));
  }

  @Test
  void aReportAnswersAndTheSameOperationServesEveryTime() {
    var save = (Instruction.OnPe) TestVocabulary.load("vcpu.PMCR_EL0 := PMCR_EL0 - 0x40").get(0);
    assertSame(save.close(vcpu), save.close(vcpu));
    hardware.write(PMCR, 0x41);
    assertEquals(1, save.close(vcpu).perform(pe));
    assertEquals(PMCR, ((PeOperation.Report) save.close(vcpu)).saved());
  }

  @Test
  void bitsAreAddedInOneStepWhereInterruptsAreOff() {
    String add = "vcpu.PMOVSSET_EL0 := vcpu.PMOVSSET_EL0 | PMOVSSET_EL0 & 3";
    Routine routine = TestVocabulary.load(add + " irqs-off { " + add + " }");
    assertInstanceOf(Instruction.Compute.class, routine.get(0));
    assertInstanceOf(Instruction.Prepared.class, routine.get(2));
    SysReg overflows = SysReg.named("PMOVSSET_EL0");
    saved.assign(overflows, 8);
    hardware.write(overflows, 6);
    routine.run(pe, vcpu, _ -> {});
    assertEquals(10, saved.read(overflows));
  }

  @Test
  void theCpuCannotReadTheVcpu() {
    Term open = new Term.Register(new Storage(Owner.VCPU, PMCR));
    assertThrows(IllegalStateException.class, () -> open.value(pe));
    assertThrows(IllegalStateException.class, () -> new Term.Live("n").value(pe));
  }

  @Test
  void bindingsRefuseALoopThatNoHardwareNeeds() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Bindings(Set.of(), Map.of(), Map.of("list-registers-used", 65)));
    assertTrue(String.valueOf(e.getMessage()).contains("allowed 0..64"));
  }
}
