package io.interlock.hypervisor.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.Presets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// ID registers that user space restores on another host.
class MovedIdentityTest {
  private static final SysReg INSTRUCTIONS = SysReg.named("ID_AA64ISAR0_EL1");
  private static final RegisterField ATOMIC = INSTRUCTIONS.field("ATOMIC");
  private static final VmFeatures NONE = new VmFeatures(0, 0);

  private static VmIdentity on(String preset) {
    return VmIdentity.created(HostIdentity.of(Presets.named(preset).host()), NONE);
  }

  @Test
  void whatUserSpaceHasLoweredIsLoweredThereToo() {
    VmIdentity here = on("dual");
    long lowered = ATOMIC.with(here.read(INSTRUCTIONS), 0);
    VmIdentity changed = here.write(INSTRUCTIONS, lowered, false).identity();
    VmIdentity there = on("pair").restored(changed.save());
    assertEquals(changed.values(), there.values());
    assertEquals(lowered, there.read(INSTRUCTIONS));
  }

  @Test
  void whatPromisesMoreThanTheHostHasIsRefused() {
    List<Long> newer = on("pair-with-instruction-counter").save();
    VmIdentity older = on("pair");
    assertThrows(IllegalArgumentException.class, () -> older.restored(newer));
  }

  @Test
  void theFieldsAreNamedThatPromiseMore() {
    VmIdentity here = on("pair");
    long limit = here.limit(INSTRUCTIONS);
    assertEquals(List.of(), here.beyond(INSTRUCTIONS, limit));
    assertEquals(
        "[ID_AA64ISAR0_EL1.ATOMIC]", here.beyond(INSTRUCTIONS, ATOMIC.with(limit, 3)).toString());
  }

  /// `ID_WRITABLE` of Linux 6.12 leaves out ID_AA64MMFR1_EL1.HCX.
  @Test
  void whatNobodyCanChangeHasToBeEqual() {
    SysReg memory = SysReg.named("ID_AA64MMFR1_EL1");
    long without = memory.field("HCX").with(on("pair").read(memory), 0);
    assertEquals("[ID_AA64MMFR1_EL1.HCX]", on("pair").beyond(memory, without).toString());
    assertTrue(on("pair").write(memory, without, false).result() < 0);
  }
}
