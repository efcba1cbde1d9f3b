package io.interlock.actors.host.vcpu;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeStayTest {
  /// A PE that was left may still be heard of, and by chance it has counted as far as the new one.
  @Test
  void aStayOfTheSameNumberOnAnotherPeIsAnother() {
    PeStay stay = new PeStay(List.of());
    stay.begin(3, 17);
    assertTrue(stay.isCurrent(3, 17));
    stay.begin(1, 17);
    assertTrue(stay.isCurrent(1, 17));
    assertFalse(stay.isCurrent(3, 17));
    assertFalse(stay.isCurrent(1, 16));
  }
}
