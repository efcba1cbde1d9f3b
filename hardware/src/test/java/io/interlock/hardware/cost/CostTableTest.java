package io.interlock.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.topology.CoreType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CostTableTest {
  private static final CostTable BIG = CostTable.forCore(CoreType.named("arm,cortex-a720"));
  private static final CostTable LITTLE = CostTable.forCore(CoreType.named("arm,cortex-a520"));

  private static long nanos(Cost... costs) {
    long picos = 0;
    for (Cost cost : costs) {
      picos += CostTable.defaults().picos(cost);
    }
    return picos / 1000;
  }

  @Test
  void sumsAreWhatMicroBenchmarksMeasure() {
    assertEquals(300, nanos(Cost.GUEST_EXIT, Cost.GUEST_ENTRY));
    assertEquals(450, nanos(Cost.GUEST_EXIT, Cost.TRAPPED_REGISTER, Cost.GUEST_ENTRY));
    assertEquals(1700, nanos(Cost.GUEST_EXIT, Cost.USER_ROUND_TRIP, Cost.GUEST_ENTRY));
    assertEquals(4000, nanos(Cost.CONTEXT_SWITCH, Cost.MIGRATION));
    assertEquals(14, nanos(Cost.VIRTUAL_EOI));
  }

  @Test
  void loadWithThePmuRegistersTakesOneToTwoMicroseconds() {
    long load = nanos(Cost.VCPU_LOAD);
    long move = nanos(Cost.REGISTER_MOVE);
    assertTrue(load + 7 * move >= 1000 && load + 35 * move <= 2000);
  }

  @Test
  void littleCoresTakeTwoAndAHalfTimesAsLongButWiresDoNot() {
    assertEquals(BIG.picos(Cost.VCPU_LOAD) * 5 / 2, LITTLE.picos(Cost.VCPU_LOAD));
    assertEquals(BIG.picos(Cost.WIRE_SPU), LITTLE.picos(Cost.WIRE_SPU));
    assertEquals(CostTable.defaults(), BIG);
  }

  @Test
  void worldSwitchWithoutVheTakesEightTimesAsLong() {
    CostTable table = CostTable.forCore(CoreType.named("arm,cortex-a72"));
    assertEquals(8 * 150_000, table.picos(Cost.GUEST_EXIT));
    assertEquals(BIG.picos(Cost.VCPU_LOAD), table.picos(Cost.VCPU_LOAD));
  }

  @ParameterizedTest
  @EnumSource
  void overrideChangesOneValueOnly(Cost changed) {
    CostTable table = BIG.withOverride(changed.key(), 42);
    for (Cost cost : Cost.values()) {
      assertEquals(cost == changed ? 42 : BIG.picos(cost), table.picos(cost));
    }
  }

  @Test
  void keysAreKebabCase() {
    assertTrue(CostTable.keys().contains("user-round-trip"));
    assertTrue(CostTable.keys().stream().allMatch(key -> key.matches("[a-z]+(-[a-z]+)*")));
  }

  @Test
  void unknownKeyAndValueOutOfRangeAreRefused() {
    var fault =
        assertThrows(IllegalArgumentException.class, () -> BIG.withOverride("guest-exits", 1));
    String message = String.valueOf(fault.getMessage());
    assertTrue(message.contains("did you mean guest-exit?"), message);
    assertThrows(IllegalArgumentException.class, () -> BIG.withOverride("guest-exit", -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> BIG.withOverride("guest-exit", CostTable.PICOS_MAX + 1));
    assertThrows(IllegalArgumentException.class, () -> new CostTable(Map.of()));
  }
}
