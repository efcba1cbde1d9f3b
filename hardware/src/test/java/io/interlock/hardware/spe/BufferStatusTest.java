package io.interlock.hardware.spe;

import static io.interlock.hardware.spe.BufferStatus.Restart.AFTER_MENDING;
import static io.interlock.hardware.spe.BufferStatus.Restart.POSSIBLE;
import static io.interlock.hardware.spe.BufferStatus.Restart.WITH_MORE_ROOM;
import static io.interlock.hardware.spe.BufferStatus.Restart.WITH_NEW_POINTERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.interlock.hardware.spe.ManagementEvent.AccessNotAllowed;
import io.interlock.hardware.spe.ManagementEvent.BufferFull;
import io.interlock.hardware.spe.ManagementEvent.BufferTooLarge;
import io.interlock.hardware.spe.ManagementEvent.ExternalAbort;
import io.interlock.hardware.spe.ManagementEvent.Fault;
import io.interlock.hardware.spe.ManagementEvent.Stage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BufferStatusTest {
  private static final long S = 1L << 17;
  private static final long COLL = 1L << 16;
  private static final long EA = 1L << 18;
  private static final long DL = 1L << 19;
  private static final BufferStatus CLEAR = new BufferStatus(0);

  static Stream<Arguments> events() {
    return Stream.of(
        Arguments.of(new BufferFull(), false, S | 0x01),
        Arguments.of(new BufferTooLarge(), false, S | 0x04),
        Arguments.of(new AccessNotAllowed(), false, S | DL),
        Arguments.of(new Fault(Stage.ONE, 0x07), false, S | 0x24L << 26 | 0x07),
        Arguments.of(new Fault(Stage.TWO, 0x0F), true, S | DL | 0x25L << 26 | 0x0F),
        Arguments.of(new ExternalAbort(true), false, S | EA | 0x24L << 26 | 0x10),
        Arguments.of(new ExternalAbort(false), false, S | EA | DL | 0x24L << 26 | 0x11));
  }

  @ParameterizedTest
  @MethodSource("events")
  void eachEventHasItsSyndrome(ManagementEvent event, boolean partial, long value) {
    assertEquals(value, CLEAR.after(event, partial).value());
  }

  @Test
  void theFirstEventStays() {
    BufferStatus full = CLEAR.after(new BufferFull(), false);
    assertSame(full, full.after(new Fault(Stage.ONE, 0x07), true));
  }

  @Test
  void stickyBitsOutliveAnEventAndStaleSyndromesDoNot() {
    BufferStatus stale = new BufferStatus(COLL | DL | EA | 0x24L << 26 | 0x33 | 5L << 32);
    assertEquals(COLL | DL | EA | S | 0x01, stale.after(new BufferFull(), false).value());
  }

  @Test
  void aCollisionStopsNothing() {
    assertEquals(COLL, CLEAR.collided().value());
  }

  static Stream<Arguments> restarts() {
    return Stream.of(
        Arguments.of(CLEAR, POSSIBLE),
        Arguments.of(CLEAR.collided(), POSSIBLE),
        Arguments.of(CLEAR.after(new BufferFull(), false), WITH_MORE_ROOM),
        Arguments.of(CLEAR.after(new Fault(Stage.ONE, 0x07), false), AFTER_MENDING),
        Arguments.of(CLEAR.after(new Fault(Stage.TWO, 0x07), true), WITH_NEW_POINTERS),
        Arguments.of(new BufferStatus(DL), WITH_NEW_POINTERS),
        Arguments.of(CLEAR.after(new ExternalAbort(true), false), WITH_NEW_POINTERS));
  }

  @ParameterizedTest
  @MethodSource("restarts")
  void softwareMayRestartAsTheStatusSays(BufferStatus status, BufferStatus.Restart restart) {
    assertEquals(restart, status.restart());
  }
}
