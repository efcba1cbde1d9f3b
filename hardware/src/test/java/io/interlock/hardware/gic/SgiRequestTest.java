package io.interlock.hardware.gic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SgiRequestTest {
  private static final long SENDER = Affinity.of(0, 0, 0, 0);

  @Test
  void fieldsAreWhereTheManualHasThem() {
    // Aff3 5, RS 2, Aff2 4, INTID 7, Aff1 3, list 0x8001.
    SgiRequest request = SgiRequest.decode(0x0005_2004_0703_8001L);
    assertEquals(new SgiRequest(7, false, Affinity.of(5, 4, 3, 0), 2, 0x8001), request);
    assertTrue(request.reaches(Affinity.of(5, 4, 3, 32), SENDER));
    assertTrue(request.reaches(Affinity.of(5, 4, 3, 47), SENDER));
    assertFalse(request.reaches(Affinity.of(5, 4, 3, 33), SENDER));
    assertFalse(request.reaches(Affinity.of(5, 4, 3, 0), SENDER));
    assertFalse(request.reaches(Affinity.of(5, 4, 2, 32), SENDER));
    assertFalse(request.reaches(Affinity.of(4, 4, 3, 32), SENDER));
  }

  @Test
  void broadcastReachesAllButTheSender() {
    SgiRequest request = SgiRequest.decode(1L << 40 | 3L << 24);
    assertEquals(3, request.intid());
    assertTrue(request.reaches(Affinity.of(1, 2, 3, 4), SENDER));
    assertFalse(request.reaches(SENDER, SENDER));
  }

  @Test
  void packedAffinityIsFourBytes() {
    assertEquals(0x0504_0302, Affinity.packed(Affinity.of(5, 4, 3, 2)));
  }

  @Test
  void namesOfInterrupts() {
    assertEquals("PPI 27 (EL1 virtual timer)", IntId.describe(27));
    assertEquals("PPI 21 (SPE buffer)", IntId.describe(21));
    assertEquals("SGI 3", IntId.describe(3));
    assertEquals("SPI 1019", IntId.describe(1019));
    assertEquals("spurious", IntId.describe(1023));
    assertEquals("LPI 8192", IntId.describe(8192));
    assertFalse(IntId.isInterrupt(1020));
  }
}
