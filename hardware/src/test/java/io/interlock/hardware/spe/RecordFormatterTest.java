package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.spe.Collection.Clock;
import io.interlock.hardware.spe.SampledOperation.Detail;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFormatterTest {
  private static final Collection EVERYTHING =
      new Collection(true, 1, true, 2, true, Clock.PHYSICAL, 0);
  private static final Collection BARE = new Collection(false, 0, false, 0, false, Clock.NONE, 0);

  @ParameterizedTest
  @ValueSource(ints = {64, 128, 2048})
  void noRecordIsLargerThanTheModelAllows(int recordBytesMax) {
    var model = new SpuModel(6, recordBytesMax, 1, 1024, 12, EnumSet.allOf(SpuFeature.class));
    var formatter = new RecordFormatter(model);
    long events = SampleEvents.recordable(model) & ~SampleEvents.EXCEPTION;
    for (Detail detail :
        List.of(new Detail.Access(1, 2, 3, 4), new Detail.Taken(5, 6), new Detail.None())) {
      for (var type : List.of(OperationType.ATOMIC, OperationType.BRANCH_INDIRECT)) {
        var operation = new SampledOperation(9, ExceptionLevel.EL1, type, events, 1, 1, detail, 0);
        int length = formatter.format(operation, EVERYTHING, 1L << 60);
        assertTrue(length <= recordBytesMax, length + " bytes");
      }
    }
  }

  @Test
  void aLargerOneIsAnErrorOfTheModel() {
    var events = SampleEvents.RETIRED;
    var operation =
        new SampledOperation(
            1,
            ExceptionLevel.EL0,
            OperationType.GENERAL_LOAD,
            events | SampleEvents.PARTIAL_PREDICATE,
            1,
            1,
            new Detail.Access(1, 2, 3, 0x1234),
            0);
    var model = new SpuModel(2, 64, 1, 1024, 12, EnumSet.of(SpuFeature.LDS, SpuFeature.SVE));
    var formatter = new RecordFormatter(model);
    assertThrows(IllegalStateException.class, () -> formatter.format(operation, EVERYTHING, 1));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "3"})
  void anOperationThatDoesNotCompleteGivesItsEventsOnly(long events) {
    var operation =
        new SampledOperation(
            1, ExceptionLevel.EL0, OperationType.PLAIN, events, 1, 1, SampledOperation.NONE, 0);
    byte[] expected = new byte[] {0x42, (byte) events, 0x01};
    var model = new SpuModel(1, 64, 1, 1024, 12);
    assertArrayEquals(expected, record(model, operation, BARE));
  }

  @ParameterizedTest
  @CsvSource({"12, ff0f", "16, ffff"})
  void countersStopAtTheirLargestValue(int bits, String latency) {
    var operation =
        new SampledOperation(
            1,
            ExceptionLevel.EL0,
            OperationType.PLAIN,
            SampleEvents.RETIRED,
            1 << 20,
            1,
            SampledOperation.NONE,
            0);
    byte[] record = record(new SpuModel(1, 64, 1, 1024, bits), operation, BARE);
    assertEquals("98" + latency, HexFormat.of().formatHex(record, 0, 3));
  }

  @Test
  void eventsThatTheVersionDoesNotKnowAreLeftOut() {
    var operation =
        new SampledOperation(
            1,
            ExceptionLevel.EL0,
            OperationType.PLAIN,
            SampleEvents.RETIRED | SampleEvents.L2D_MISS | SampleEvents.MISALIGNED,
            1,
            1,
            SampledOperation.NONE,
            0);
    byte[] first = record(new SpuModel(1, 64, 1, 1024, 12), operation, BARE);
    assertEquals("4202", HexFormat.of().formatHex(first, 17, 19));
    byte[] fifth = record(new SpuModel(5, 64, 1, 1024, 12), operation, BARE);
    assertEquals("6202081000", HexFormat.of().formatHex(fifth, 17, 22));
  }

  @ParameterizedTest
  @CsvSource({"PBT, true", "LDS, false"})
  void thePreviousTargetNeedsItsFeature(SpuFeature feature, boolean recorded) {
    var branch =
        new SampledOperation(
            1,
            ExceptionLevel.EL0,
            OperationType.BRANCH_DIRECT,
            SampleEvents.RETIRED,
            1,
            1,
            new Detail.Taken(0x10, 0x20),
            0);
    var model = new SpuModel(3, 64, 1, 1024, 12, EnumSet.of(SpuFeature.FNE, feature));
    byte[] record = record(model, branch, BARE);
    assertEquals(recorded, (record[24] & 0xFF) == 0xB4);
  }

  private static byte[] record(SpuModel model, SampledOperation operation, Collection collection) {
    var formatter = new RecordFormatter(model);
    int length = formatter.format(operation, collection, 0);
    return Arrays.copyOf(formatter.bytes(), length);
  }
}
