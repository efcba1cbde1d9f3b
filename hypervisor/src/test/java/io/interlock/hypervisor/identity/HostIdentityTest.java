package io.interlock.hypervisor.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.identity.CoreIdentity;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.CoreType;
import io.interlock.hardware.topology.Presets;
import io.interlock.hardware.topology.SpuModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostIdentityTest {
  private static final SysReg DEBUG = SysReg.named("ID_AA64DFR0_EL1");

  private static long sanitised(SysReg register, String field, String... cores) {
    List<Map<SysReg, Long>> cpus = new ArrayList<>();
    for (String core : cores) {
      cpus.add(CoreIdentity.of(CoreType.named(core), null, true));
    }
    return register.field(field).get(HostIdentity.of(cpus, 0).read(register));
  }

  /// As their manuals give them, with the fields that Linux does not know taken away.
  @ParameterizedTest
  @CsvSource({
    "cortex-a53, ID_AA64DFR0_EL1, 10305106",
    "cortex-a72, ID_AA64DFR0_EL1, 10305106",
    "cortex-a55, ID_AA64DFR0_EL1, 10305408",
    "cortex-a76, ID_AA64DFR0_EL1, 10305408",
    "cortex-a53, ID_DFR0_EL1,     3000066",
    "cortex-a55, ID_DFR0_EL1,     4000088"
  })
  void coresSayWhatTheirManualsSay(String core, String register, String value) {
    Map<SysReg, Long> identity = CoreIdentity.of(CoreType.named("arm," + core), null, true);
    assertEquals(Long.parseLong(value, 16), identity.get(SysReg.named(register)));
  }

  @Test
  void whatOneCpuLacksTheHostLacks() {
    SysReg instructions = SysReg.named("ID_AA64ISAR0_EL1");
    assertEquals(2, sanitised(instructions, "ATOMIC", "arm,cortex-a76", "arm,cortex-a710"));
    assertEquals(0, sanitised(instructions, "ATOMIC", "arm,cortex-a53", "arm,cortex-a710"));
    assertEquals(0, sanitised(instructions, "ATOMIC", "arm,cortex-a710", "arm,cortex-a53"));
  }

  @Test
  void whereNoneIsSafeAFixedValueIs() {
    assertEquals(8, sanitised(DEBUG, "DebugVer", "arm,cortex-a55", "arm,cortex-a76"));
    assertEquals(6, sanitised(DEBUG, "DebugVer", "arm,cortex-a76", "arm,cortex-a710"));
    assertEquals(0, sanitised(DEBUG, "PMUVer", "arm,cortex-a76", "arm,cortex-a710"));
  }

  @Test
  void negativeIsLessThanZero() {
    assertEquals(15, sanitised(DEBUG, "DoubleLock", "arm,cortex-a76", "arm,cortex-a710"));
  }

  @Test
  void theHostHasSpeOnlyIfAllCpusDo() {
    SpuModel spu = SpuModel.USUAL;
    CoreType big = CoreType.named("arm,cortex-a720");
    Map<SysReg, Long> with = CoreIdentity.of(big, spu, true);
    Map<SysReg, Long> without = CoreIdentity.of(big, null, true);
    var field = DEBUG.field("PMSVer");
    assertEquals(2, field.get(HostIdentity.of(List.of(with, with), 0).read(DEBUG)));
    assertEquals(0, field.get(HostIdentity.of(List.of(with, without), 0).read(DEBUG)));
    assertEquals(0, field.get(HostIdentity.of(Presets.named("big-spe-4x4").host()).read(DEBUG)));
    assertEquals(2, field.get(HostIdentity.of(Presets.named("server-64").host()).read(DEBUG)));
  }

  @Provide
  Arbitrary<List<CoreType>> hosts() {
    return Arbitraries.of(CoreType.known()).list().ofMinSize(1).ofMaxSize(4);
  }

  @Property(tries = 200)
  void theOrderOfTheCpusDoesNotMatter(@ForAll("hosts") List<CoreType> cores) {
    List<CoreType> turned = new ArrayList<>(cores);
    Collections.reverse(turned);
    assertEquals(host(cores).sanitised(), host(turned).sanitised());
  }

  @Property(tries = 200)
  void whatIsSanitisedIsSafeOnEachCpu(@ForAll("hosts") List<CoreType> cores) {
    HostIdentity host = host(cores);
    for (CoreType core : cores) {
      Map<SysReg, Long> cpu = CoreIdentity.of(core, null, true);
      for (SysReg register : FeatureTable.registers()) {
        for (Feature feature : FeatureTable.features(register)) {
          long its = feature.value(cpu.getOrDefault(register, 0L));
          long safe = feature.value(host.read(register));
          boolean fine =
              switch (feature.ofHost()) {
                case LOWER -> safe <= its;
                case HIGHER, HIGHER_OR_ZERO -> safe >= its || safe == 0;
                case EXACT -> safe == its || safe == feature.fixed();
              };
          assertTrue(fine, () -> feature + " of " + cores);
        }
      }
    }
  }

  private static HostIdentity host(List<CoreType> cores) {
    return HostIdentity.of(
        cores.stream().map(core -> CoreIdentity.of(core, null, true)).toList(), 0);
  }
}
