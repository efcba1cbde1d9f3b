package io.interlock.hypervisor.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.SpuModel;
import io.interlock.hypervisor.spe.SpeAttributes.IrqRule;
import io.interlock.hypervisor.spe.VmSpe.InterruptController;
import io.interlock.hypervisor.uapi.Errno;
import io.interlock.hypervisor.uapi.UserInt;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeAttributesTest {
  private static final int IRQ = 0;
  private static final int SPU = 1;
  private static final int MAX_BUFFER_SIZE = 2;
  private static final int INIT = 3;
  private static final int UNKNOWN = 9;
  private static final long MIB = 1L << 20;
  private static final UserInt NOWHERE = new UserInt.Unreachable();
  private static final HostSpu LITTLE = new HostSpu(8, CpuSet.parse("0-3"), SpuModel.UNUSUAL, 0);
  private static final HostSpu BIG = new HostSpu(9, CpuSet.parse("4-7"), SpuModel.USUAL, 8 * MIB);
  private static final SpeAttributes HOST =
      new SpeAttributes(List.of(LITTLE, BIG), IrqRule.SAME_PPI);

  // What is wrong at once, most telling last to be noticed: each row takes one reason away.
  @ParameterizedTest
  @CsvSource({
    "false, true, false, 99, ENODEV",
    "true, true, false, 99, EFAULT",
    "true, true, true, 99, EBUSY",
    "true, true, true, 9, EBUSY",
    "true, true, true, 8, EBUSY",
    "true, false, true, 99, ENXIO",
    "true, false, true, 8, EINVAL",
    "true, false, true, 9, OK"
  })
  void settingAnSpuRefusesInTheOrderOfThePatch(
      boolean feature, boolean hasRun, boolean reachable, int type, String expected) {
    VmSpe chosen = done(HOST.set(vm(feature, true), 1, SPU, UserInt.of(9)));
    VmSpe vm = hasRun ? chosen.afterFirstRun() : chosen;
    UserInt value = reachable ? UserInt.of(type) : NOWHERE;
    assertResult(expected, vm, HOST.set(vm, 0, SPU, value));
  }

  @Test
  void anSpuIsTheVmsWhicheverVcpuChoosesIt() {
    VmSpe vm = done(HOST.set(vm(true, true), 0, SPU, UserInt.of(9)));
    assertSame(BIG, vm.spu());
    assertEquals(CpuSet.parse("4-7"), vm.cpus().current());
    assertEquals(9, HOST.get(vm, 1, SPU, UserInt.of(0)).value());
    assertSame(vm, HOST.set(vm, 1, SPU, UserInt.of(9)).vm());
  }

  @ParameterizedTest
  @CsvSource({
    "false, true, true, ENODEV",
    "true, false, true, ENXIO",
    "true, true, false, EFAULT",
    "true, true, true, OK"
  })
  void gettingAnSpuRefusesInTheOrderOfThePatch(
      boolean feature, boolean chosen, boolean reachable, String expected) {
    VmSpe vm = vm(feature, true);
    vm = chosen ? done(HOST.set(vm, 1, SPU, UserInt.of(9))) : vm;
    UserInt address = reachable ? UserInt.of(0) : NOWHERE;
    assertResult(expected, vm, HOST.get(vm, 0, SPU, address));
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_IN_KERNEL, true, false, 40, ENXIO",
    "CREATED, true, false, 40, EBUSY",
    "CREATED, false, false, 40, EFAULT",
    "CREATED, false, true, 40, EINVAL",
    "CREATED, false, true, 15, EINVAL",
    "CREATED, false, true, 32, EINVAL",
    "CREATED, false, true, 22, EINVAL",
    "CREATED, false, true, 21, OK",
    "INITIALISED, false, true, 21, OK"
  })
  void settingAnInterruptRefusesInOrder(
      InterruptController vgic, boolean set, boolean reachable, int number, String expected) {
    VmSpe vm = vm(true, true, vgic);
    if (vgic != InterruptController.NOT_IN_KERNEL) {
      vm = done(HOST.set(vm, 1, IRQ, UserInt.of(21)));
      vm = set ? done(HOST.set(vm, 0, IRQ, UserInt.of(21))) : vm;
    }
    UserInt value = reachable ? UserInt.of(number) : NOWHERE;
    assertResult(expected, vm, HOST.set(vm, 0, IRQ, value));
  }

  @Test
  void theValidatorOf2021TookNumbersThatAreNoPpi() {
    SpeAttributes loose = new SpeAttributes(List.of(BIG), IrqRule.ANY_NUMBER);
    assertEquals(0, loose.set(vm(true, true), 0, IRQ, UserInt.of(40)).result());
  }

  @Test
  void anInterruptIsReadWhereItWasSet() {
    VmSpe vm = done(HOST.set(vm(true, true), 0, IRQ, UserInt.of(21)));
    assertEquals(21, HOST.get(vm, 0, IRQ, UserInt.of(0)).value());
    assertResult("EFAULT", vm, HOST.get(vm, 0, IRQ, NOWHERE));
    assertResult("ENXIO", vm, HOST.get(vm, 1, IRQ, UserInt.of(0)));
  }

  @ParameterizedTest
  @CsvSource({
    "false, true, true, false, 4097, ENODEV",
    "true, true, true, false, 4097, EFAULT",
    "true, true, true, true, 4097, EBUSY",
    "true, false, false, true, 4097, ENXIO",
    "true, false, true, true, 4097, EINVAL",
    "true, false, true, true, -4096, EINVAL",
    "true, false, true, true, 0, EINVAL",
    "true, false, true, true, 4198400, EINVAL",
    "true, false, true, true, 16777216, EINVAL",
    "true, false, true, true, 8388608, OK",
    "true, false, true, true, 4194304, OK"
  })
  void settingTheLargestBufferRefusesInOrder(
      boolean feature,
      boolean hasRun,
      boolean chosen,
      boolean reachable,
      long bytes,
      String expected) {
    VmSpe vm = vm(feature, true);
    vm = chosen ? done(HOST.set(vm, 1, SPU, UserInt.of(9))) : vm;
    vm = hasRun ? vm.afterFirstRun() : vm;
    UserInt value = reachable ? UserInt.of(bytes) : NOWHERE;
    assertResult(expected, vm, HOST.set(vm, 0, MAX_BUFFER_SIZE, value));
  }

  @Test
  void anSpuWithoutALimitAllowsNone() {
    VmSpe vm = done(HOST.set(vm(true, true), 0, SPU, UserInt.of(8)));
    assertResult("ENXIO", vm, HOST.get(vm, 0, MAX_BUFFER_SIZE, UserInt.of(0)));
    VmSpe unlimited = done(HOST.set(vm, 0, MAX_BUFFER_SIZE, UserInt.of(0)));
    assertEquals(0, HOST.get(unlimited, 0, MAX_BUFFER_SIZE, UserInt.of(7)).value());
  }

  // Interrupt set, vGIC initialised, already done, SPU chosen.
  @ParameterizedTest
  @CsvSource({
    "false, false, false, ENXIO",
    "true, false, false, ENXIO",
    "true, true, false, ENXIO",
    "true, true, true, OK"
  })
  void initNeedsAllThatComesBefore(boolean irq, boolean vgic, boolean spu, String expected) {
    VmSpe vm = vm(true, true, vgic ? InterruptController.INITIALISED : InterruptController.CREATED);
    vm = irq ? done(HOST.set(vm, 0, IRQ, UserInt.of(21))) : vm;
    vm = spu ? done(HOST.set(vm, 0, SPU, UserInt.of(9))) : vm;
    assertResult(expected, vm, HOST.set(vm, 0, INIT, UserInt.of(0)));
  }

  @Test
  void initIsDoneOnceAndEndsTheConfigurationOfTheVcpu() {
    VmSpe vm = initialised();
    assertResult("EBUSY", vm, HOST.set(vm, 0, INIT, UserInt.of(0)));
    assertResult("EBUSY", vm, HOST.set(vm, 0, IRQ, UserInt.of(21)));
    assertEquals(8 * MIB, vm.bufferBytesMax(), "the SPU's own where nothing was chosen");
  }

  @Test
  void aVcpuRunsOnceItIsInitialised() {
    VmSpe vm = initialised();
    assertResult("EPERM", vm, HOST.firstRun(vm, 1));
    assertEquals(true, HOST.firstRun(vm, 0).vm().hasRun());
    assertEquals(0, HOST.firstRun(vm(false, false), 0).result());
  }

  private static VmSpe initialised() {
    VmSpe vm = done(HOST.set(vm(true, true), 0, IRQ, UserInt.of(21)));
    vm = done(HOST.set(vm, 0, SPU, UserInt.of(9)));
    return done(HOST.set(vm, 0, INIT, UserInt.of(0)));
  }

  @Test
  void attributesAreThoseThatThereAre() {
    VmSpe vm = vm(true, true);
    for (int attribute : List.of(IRQ, SPU, MAX_BUFFER_SIZE, INIT)) {
      assertEquals(0, HOST.has(vm, 0, attribute));
    }
    assertEquals(Errno.ENXIO.result(), HOST.has(vm, 0, UNKNOWN));
    assertResult("ENXIO", vm, HOST.set(vm, 0, UNKNOWN, NOWHERE));
    assertResult("ENXIO", vm, HOST.get(vm, 0, UNKNOWN, NOWHERE));
  }

  @Test
  void theCapabilityIsThereWhileAnSpuIs() {
    SpeAttributes none = new SpeAttributes(List.of(), IrqRule.SAME_PPI);
    assertEquals(1, HOST.capability());
    assertEquals(0, none.capability());
    assertEquals(0, HOST.initVcpu());
    assertEquals(Errno.EINVAL.result(), none.initVcpu());
  }

  // The race of choosing an SPU with the first run: what was tested is not so any more.
  @Test
  void theTestForARunIsMadeOutsideTheLock() {
    VmSpe before = vm(true, true);
    assertNull(SpuSelection.beforeLock(before));
    VmSpe ran = before.afterFirstRun();
    SpeAnswer late = SpuSelection.underLock(ran, 9, List.of(BIG));
    assertEquals(0, late.result());
    assertEquals(CpuSet.parse("4-7"), late.vm().cpus().current());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0-3", "4-7"})
  void aChoiceThatLeavesNoCpuIsRefusedWhereTheRuleSaysSo(String pmu) {
    VmSpe vm = vm(true, true);
    SupportedCpus narrowed = vm.cpus().withPmu(CpuSet.parse(pmu));
    VmSpe chosen = narrowed == null ? vm : vm.withCpus(narrowed);
    SpeAnswer answer = HOST.set(chosen, 0, SPU, UserInt.of(9));
    assertEquals(pmu.equals("4-7") ? 0 : Errno.EINVAL.result(), answer.result());
  }

  private static void assertResult(String expected, VmSpe before, SpeAnswer answer) {
    if (expected.equals("OK")) {
      assertEquals(0, answer.result());
    } else {
      assertEquals(Errno.valueOf(expected).result(), answer.result());
      assertSame(before, answer.vm(), "an error changes nothing");
    }
  }

  private static VmSpe done(SpeAnswer answer) {
    return answer.vm();
  }

  private static VmSpe vm(boolean firstHasFeature, boolean secondHasFeature) {
    return vm(firstHasFeature, secondHasFeature, InterruptController.INITIALISED);
  }

  private static VmSpe vm(boolean first, boolean second, InterruptController vgic) {
    var cpus = SupportedCpus.initial(SupportedCpus.Rule.LAST_OF_EACH, CpuSet.parse("0-7"));
    return VmSpe.created(cpus, vgic, List.of(VcpuSpe.created(first), VcpuSpe.created(second)));
  }
}
