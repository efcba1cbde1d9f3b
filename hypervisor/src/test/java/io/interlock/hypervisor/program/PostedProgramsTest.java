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

/// Sequences of mailing-list patches, written as programs.
class PostedProgramsTest {
  private static final long GUEST = 0x8000_000FL;

  private final Random random = new Random(17);
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
          throw new AssertionError(name);
        }
      };

  private RegisterFile randomFile() {
    RegisterFile file = new RegisterFile();
    for (int slot = 0; slot < SysReg.slotCount(); slot++) {
      file.assign(SysReg.inSlot(slot), random.nextLong());
    }
    return file;
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
  void partitionedPmuAsPostedLoadsTheGuestsRangeAndLeavesTheHosts() throws IOException {
    RegisterFile before = hardware.copy();
    run(posted("partitioned-pmu-v5.ctx", "fgt").load());
    for (String mask : new String[] {"PMCNTENSET_EL0", "PMINTENSET_EL1"}) {
      long host = before.read(SysReg.named(mask)) & ~GUEST;
      assertEquals((saved(mask) & GUEST) | host, hardware(mask), mask);
    }
    assertEquals(saved("PMCR_EL0") & 0xF9, hardware("PMCR_EL0"));
    assertEquals(saved("PMEVCNTR3_EL0"), hardware("PMEVCNTR3_EL0"));
    assertEquals(before.read(SysReg.named("PMEVCNTR4_EL0")), hardware("PMEVCNTR4_EL0"));
  }

  @Test
  void partitionedPmuAsPostedLosesTheHostsUserEnable() throws IOException {
    long before = hardware("PMUSERENR_EL0");
    BoundProgram program = posted("partitioned-pmu-v5.ctx", "fgt");
    run(program.load());
    run(program.put());
    assertNotEquals(before, hardware("PMUSERENR_EL0"));
  }

  @Test
  void partitionedPmuAsPostedDoesNothingWithoutFineGrainedTraps() throws IOException {
    assertEquals(0, posted("partitioned-pmu-v5.ctx").load().size());
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
