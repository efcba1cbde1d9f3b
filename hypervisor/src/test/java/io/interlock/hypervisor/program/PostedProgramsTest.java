package io.interlock.hypervisor.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sequences of mailing-list patches, written as programs.
class PostedProgramsTest {
  private static final long GUEST = 0x8000_000FL;

  private final Random random = new Random(17);
  private boolean owned = true;
  private final RegisterFile hardware = randomFile();
  private final RegisterFile saved = randomFile();
  private final PeRegisters pe = new PeRegisters(hardware, new RegisterFile());
  private final VcpuContext vcpu =
      new VcpuContext() {
        @Override
        public RegisterFile saved() {
          return saved;
        }

        @Override
        public long live(String name) {
          assertEquals("guest-owned", name);
          return owned ? 1 : 0;
        }
      };

  private RegisterFile randomFile() {
    RegisterFile file = new RegisterFile();
    for (int slot = 0; slot < SysReg.slotCount(); slot++) {
      file.assign(SysReg.inSlot(slot), random.nextLong());
    }
    return file;
  }

  private static BoundProgram partitioned(String variant, String... features) {
    return KvmPrograms.extension("pmu-partitioned" + variant)
        .bind(new Bindings(Set.of(features), constants(), Map.of("guest-owned", 1)));
  }

  private static BoundProgram posted(String file, String... features) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PostedProgramsTest.class.getResourceAsStream(file))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return SwitchProgram.parse(file, text, KvmPrograms.vocabulary())
          .bind(new Bindings(Set.of(features), constants(), Map.of()));
    }
  }

  private static Map<String, Long> constants() {
    return Map.of("guest", GUEST, "host", 0x30L, "guest-counters", 4L);
  }

  private void run(Routine routine) {
    routine.run(pe, vcpu, name -> {});
  }

  private long hardware(String name) {
    return hardware.read(SysReg.named(name));
  }

  private long saved(String name) {
    return saved.read(SysReg.named(name));
  }

  @Test
  void partitionedPmuAsPostedLoadsTheGuestsRangeAndLeavesTheHosts() {
    RegisterFile before = hardware.copy();
    run(partitioned("-v5", "fgt").load());
    for (String mask : new String[] {"PMCNTENSET_EL0", "PMINTENSET_EL1"}) {
      long host = before.read(SysReg.named(mask)) & ~GUEST;
      assertEquals((saved(mask) & GUEST) | host, hardware(mask), mask);
    }
    assertEquals(saved("PMCR_EL0") & 0xF9, hardware("PMCR_EL0"));
    assertEquals(saved("PMEVCNTR3_EL0"), hardware("PMEVCNTR3_EL0"));
    assertEquals(before.read(SysReg.named("PMEVCNTR4_EL0")), hardware("PMEVCNTR4_EL0"));
  }

  @Test
  void partitionedPmuAsPostedLosesTheHostsUserEnable() {
    long before = hardware("PMUSERENR_EL0");
    BoundProgram program = partitioned("-v5", "fgt");
    run(program.load());
    run(program.put());
    assertNotEquals(before, hardware("PMUSERENR_EL0"));
  }

  @Test
  void partitionedPmuAsPostedDoesNothingWithoutFineGrainedTraps() {
    RegisterFile before = hardware.copy();
    run(partitioned("-v5").load());
    for (int slot = 0; slot < SysReg.slotCount(); slot++) {
      SysReg register = SysReg.inSlot(slot);
      if (!register.name().equals("MDCR_EL2")) {
        assertEquals(before.read(register), hardware.read(register), register.name());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-reviewed"})
  void partitionedPmuAsReviewedGivesTheHostItsRegistersBack(String variant) {
    RegisterFile before = hardware.copy();
    BoundProgram program = partitioned(variant);
    run(program.load());
    assertEquals(before.read(SysReg.named("PMSELR_EL0")), hardware("PMSELR_EL0"), "before entry");
    run(program.enter());
    assertEquals(saved("PMSELR_EL0"), hardware("PMSELR_EL0"));
    run(program.exit());
    run(program.put());
    for (String name : new String[] {"PMSELR_EL0", "PMUSERENR_EL0"}) {
      assertEquals(before.read(SysReg.named(name)), hardware(name), name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-reviewed"})
  void partitionedPmuAsReviewedLeavesTheGuestsRangeQuiet(String variant) {
    BoundProgram program = partitioned(variant);
    run(program.load());
    assertEquals(0, hardware("PMOVSSET_EL0") & GUEST);
    long pending = saved("PMOVSSET_EL0");
    hardware.assign(SysReg.named("PMOVSSET_EL0"), 0x35);
    run(program.put());
    assertEquals(pending | 5, saved("PMOVSSET_EL0"));
    assertEquals(0x30, hardware("PMOVSSET_EL0"), "the host's overflows stay");
    assertEquals(0, hardware("PMCNTENSET_EL0") & GUEST);
    assertEquals(0, hardware("PMINTENSET_EL1") & GUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v7", "-v8"})
  void laterVersionsLeaveAGuestAloneThatDoesNotOwnItsCounters(String variant) {
    RegisterFile before = saved.copy();
    owned = false;
    BoundProgram program = partitioned(variant);
    run(program.load());
    run(program.put());
    assertEquals(before.read(SysReg.named("PMEVCNTR0_EL0")), saved("PMEVCNTR0_EL0"));
    assertEquals(before.read(SysReg.named("PMCR_EL0")), saved("PMCR_EL0"));
  }

  @Test
  void versionEightLeavesTheGuestsRangeQuietAndTheSelectorTheGuests() {
    BoundProgram program = partitioned("-v8");
    run(program.load());
    long selector = saved("PMSELR_EL0");
    assertEquals(selector, hardware("PMSELR_EL0"), "still at load");
    assertEquals(0, hardware("PMOVSSET_EL0") & GUEST);
    run(program.put());
    assertEquals(selector, saved("PMSELR_EL0"));
    assertEquals(0, hardware("PMCNTENSET_EL0") & GUEST);
    assertEquals(0, hardware("PMINTENSET_EL1") & GUEST);
  }

  @Test
  void versionSevenLosesWhatVersionEightKeeps() {
    BoundProgram program = partitioned("-v7");
    long filter = hardware("PMCCFILTR_EL0");
    run(program.load());
    assertEquals(filter, hardware("PMCCFILTR_EL0"), "the filter went elsewhere");
    saved.assign(SysReg.named("PMSELR_EL0"), 7);
    hardware.assign(SysReg.named("PMSELR_EL0"), 7);
    run(program.put());
    assertEquals(3, saved("PMSELR_EL0"), "the last counter that put has selected");
    assertNotEquals(0, hardware("PMCNTENSET_EL0") & GUEST, "left running");
  }

  @Test
  void aTrappedResetReachesTheGuestsCountersOnlyFromVersionEightOn() {
    saved.assign(SysReg.named("PMCR_EL0"), 3);
    run(Objects.requireNonNull(partitioned("-v8").write("pmcr")));
    assertEquals(0, hardware("PMEVCNTR3_EL0"));
    assertNotEquals(0, hardware("PMEVCNTR4_EL0"));
    assertEquals(1, hardware("PMCR_EL0"));
    run(Objects.requireNonNull(partitioned("-v7").write("pmcr")));
    assertEquals(3, hardware("PMCR_EL0"), "P goes to hardware, which clears all that EL2 reaches");
  }

  @Test
  void profilingBufferComesBackToTheHostAsItWas() throws IOException {
    RegisterFile before = hardware.copy();
    BoundProgram program = posted("spe-world-switch.ctx");
    run(program.enter());
    assertEquals(2, SysReg.named("MDCR_EL2").field("E2PB").get(hardware("MDCR_EL2")));
    assertEquals(saved("PMBPTR_EL1"), hardware("PMBPTR_EL1"));
    run(program.exit());
    for (int slot = 0; slot < SysReg.slotCount(); slot++) {
      SysReg register = SysReg.inSlot(slot);
      if (!register.name().equals("PMSCR_EL1")) {
        assertEquals(before.read(register), hardware.read(register), register.name());
      }
    }
  }

  @Test
  void profilingStaysOffWhileTheGuestsInterruptIsHigh() throws IOException {
    BoundProgram program = posted("spe-world-switch.ctx");
    SysReg status = SysReg.named("PMBSR_EL1");
    saved.assign(status, 0);
    run(program.enter());
    assertEquals(saved("PMBLIMITR_EL1"), hardware("PMBLIMITR_EL1"));
    saved.assign(status, status.field("S").mask());
    run(program.enter());
    assertEquals(0, hardware("PMBLIMITR_EL1"));
  }
}
