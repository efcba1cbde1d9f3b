package io.interlock.hardware.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpuModelTest {
  @ParameterizedTest
  @CsvSource({"1,64,1,256,12", "6,2048,2048,4096,16", "2,128,4,768,16"})
  void encodableTraitsAreAccepted(int version, int record, int align, int interval, int bits) {
    assertEquals(interval, new SpuModel(version, record, align, interval, bits).intervalMin());
  }

  // One trait at a time leaves what the identification registers can say.
  @ParameterizedTest
  @CsvSource({
    "0,64,64,1024,12",
    "7,64,64,1024,12",
    "2,32,64,1024,12",
    "2,96,64,1024,12",
    "2,4096,64,1024,12",
    "2,64,0,1024,12",
    "2,64,4096,1024,12",
    "2,64,64,1000,12",
    "2,64,64,1024,14"
  })
  void otherTraitsAreRefused(int version, int record, int align, int interval, int bits) {
    assertThrows(
        IllegalArgumentException.class, () -> new SpuModel(version, record, align, interval, bits));
  }

  @ParameterizedTest
  @CsvSource({"1, SVE", "2, FNE", "2, PBT", "4, FDS", "5, NVM"})
  void aFeatureNeedsAVersion(int version, SpuFeature feature) {
    Set<SpuFeature> features = EnumSet.of(feature);
    features.addAll(SpuFeature.mandatory(version));
    assertThrows(
        IllegalArgumentException.class, () -> new SpuModel(version, 64, 64, 1024, 12, features));
  }

  @Test
  void laterVersionsCannotLackInvertedEvents() {
    assertTrue(new SpuModel(3, 64, 64, 1024, 12).has(SpuFeature.FNE));
    assertThrows(IllegalArgumentException.class, () -> new SpuModel(3, 64, 64, 1024, 12, Set.of()));
  }
}
