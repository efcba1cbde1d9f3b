package io.interlock.hardware.gic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ListRegisterTest {
  @Test
  void mappedPendingTimerInterrupt() {
    var lr = new ListRegister(27, 27, false, 0xA0, false, true, LrState.PENDING);
    assertEquals(0x70A0_001B_0000_001BL, lr.encode());
  }

  @Test
  void softwareLevelInterruptHasTheMaintenanceBit() {
    var lr = new ListRegister(23, IntId.NONE, true, 0, false, true, LrState.ACTIVE);
    assertEquals(0x9000_0200_0000_0017L, lr.encode());
  }

  @Test
  void nmiIsBit59AndActivePendingBothStateBits() {
    var lr = new ListRegister(3, IntId.NONE, false, 0, true, false, LrState.ACTIVE_PENDING);
    assertEquals(0xC800_0000_0000_0003L, lr.encode());
  }

  @Test
  void bit41BelongsToThePintidOfAMappedInterrupt() {
    ListRegister lr = ListRegister.decode(0x2000_0200_0000_0020L);
    assertEquals(512, lr.pintid());
    assertFalse(lr.eoiMaintenance());
  }

  @Test
  void emptyIsZero() {
    assertEquals(0, ListRegister.EMPTY.encode());
    assertTrue(ListRegister.isFree(0));
  }

  @Test
  void endedRegisterIsNotFree() {
    long ended = new ListRegister(23, IntId.NONE, true, 0, false, true, LrState.INACTIVE).encode();
    assertTrue(ListRegister.isEnded(ended));
    assertFalse(ListRegister.isFree(ended));
  }

  @Test
  void impossibleFieldsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ListRegister(27, 27, true, 0, false, true, LrState.PENDING));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ListRegister(27, 8192, false, 0, false, true, LrState.PENDING));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ListRegister(27, IntId.NONE, false, 256, false, true, LrState.PENDING));
  }

  @Property(tries = 500)
  void decodeInvertsEncode(@ForAll("listRegisters") ListRegister lr) {
    assertEquals(lr, ListRegister.decode(lr.encode()));
    assertEquals(lr.vintid(), ListRegister.vintid(lr.encode()));
    assertEquals(lr.state(), ListRegister.state(lr.encode()));
  }

  @Provide
  Arbitrary<ListRegister> listRegisters() {
    return Combinators.combine(
            Arbitraries.integers().greaterOrEqual(0),
            Arbitraries.integers().between(IntId.NONE, 8191),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 255),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(LrState.class))
        .as(
            (vintid, pintid, eoi, priority, nmi, group1, state) ->
                new ListRegister(
                    vintid, pintid, eoi && pintid == IntId.NONE, priority, nmi, group1, state));
  }

  @Property(tries = 300)
  void vmcrDecodeInvertsEncode(@ForAll long raw) {
    IchVmcr vmcr = IchVmcr.decode(raw);
    assertEquals(vmcr, IchVmcr.decode(vmcr.encode()));
    assertEquals(0xFFFC_021FL & raw, vmcr.encode());
  }

  @Property(tries = 300)
  void sgiRequestDecodeInvertsEncode(@ForAll long raw) {
    long defined = 0x00FF_F1FF_0FFF_FFFFL & raw;
    assertEquals(defined, SgiRequest.decode(raw).encode());
  }

  @Property(tries = 100)
  void eoiCountWrapsAfterItsFiveBits(@ForAll long hcr, @ForAll @IntRange(max = 63) int count) {
    long written = IchHcr.withEoiCount(hcr, count);
    assertEquals(count & 31, IchHcr.eoiCount(written));
    assertEquals(hcr & ~0xF800_0000L, written & ~0xF800_0000L);
  }
}
