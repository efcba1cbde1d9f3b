package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.spe.Collection.Clock;
import io.interlock.hardware.spe.SampledOperation.Detail;
import io.interlock.hardware.topology.SpuModel;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Records that perf's packet decoder has been seen to read as meant, byte for byte.
class GoldenRecordTest {
  private static final String USER_LOAD =
      """
      64 34 12 00 00  98 2a 00  99 07 00  9a 03 00
      b0 34 12 de c0 aa aa 00 80  b2 00 10 00 80 ff ff 00 00  b3 00 10 00 80 08 00 00 80
      43 00  49 00  52 16 00  71 bc 9a 78 56 34 12 00 00
      00 00 00 00 00 00 00
      """;

  private static final String KERNEL_BRANCH =
      """
      98 05 00  99 02 00  b0 00 04 00 10 00 80 ff a0  b1 80 04 00 10 00 80 ff a0
      4a 01  42 82  01
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      """;

  private static final String HYPERVISOR_SELECT =
      "98 ff 0f  99 01 00  b0 04 04 00 10 00 80 ff c0  48 01  42 42  01";

  private static final String ATOMIC_WITH_OWN_PACKETS =
      """
      98 09 00  21 99 4d 00  b0 00 10 00 00 00 00 00 80  21 b4 ad de 00 00 00 00 00 00
      49 17  62 02 08 02 00  01
      """;

  private static final Collection BARE = new Collection(false, 0, false, 0, false, Clock.NONE, 0);

  @Test
  void aUserLoadWithAllPackets() {
    var load =
        new SampledOperation(
            0xaaaa_c0de_1234L,
            ExceptionLevel.EL0,
            OperationType.GENERAL_LOAD,
            SampleEvents.RETIRED | SampleEvents.L1D_ACCESS | SampleEvents.TLB_ACCESS,
            42,
            7,
            new Detail.Access(0xffff_8000_1000L, 0x8_8000_1000L, 3, 0),
            0);
    var collection = new Collection(true, 0x1234, false, 0, true, Clock.VIRTUAL, 0);
    assertEquals(bytes(USER_LOAD), formatted(SpuModel.USUAL, load, collection, 0x1234_5678_9abcL));
  }

  @Test
  void aMispredictedBranchOfTheKernel() {
    var branch =
        new SampledOperation(
            0xffff_8000_1000_0400L,
            ExceptionLevel.EL1,
            OperationType.BRANCH_CONDITIONAL,
            SampleEvents.RETIRED | SampleEvents.MISPREDICTED,
            5,
            2,
            new Detail.Taken(0xffff_8000_1000_0480L, 0),
            0);
    assertEquals(bytes(KERNEL_BRANCH), formatted(SpuModel.USUAL, branch, BARE, 0));
  }

  @Test
  void aSelectAtEl2WhoseLatencyIsMoreThanTheCounterHolds() {
    var select =
        new SampledOperation(
            0xffff_8000_1000_0404L,
            ExceptionLevel.EL2,
            OperationType.CONDITIONAL_SELECT,
            SampleEvents.RETIRED | SampleEvents.NOT_TAKEN,
            5000,
            1,
            SampledOperation.NONE,
            0);
    var unaligned = new SpuModel(2, 64, 1, 1024, 12);
    assertEquals(bytes(HYPERVISOR_SELECT), formatted(unaligned, select, BARE, 0));
  }

  @Test
  void packetsWithIndexesOfTheImplementation() {
    byte[] record = new byte[64];
    var packets = new PacketWriter(record);
    packets.counter(PacketWriter.COUNTER_TOTAL, 9);
    packets.counter(9, 77);
    packets.instructionAddress(PacketWriter.ADDRESS_PC, 0x1000, ExceptionLevel.EL0);
    packets.address(12, 0xdead);
    packets.operation(
        new OperationType(
            OperationType.CLASS_MEMORY, 0x17, OperationType.LOAD | OperationType.STORE));
    packets.events(
        SampleEvents.RETIRED | SampleEvents.MISALIGNED | SampleEvents.PARTIAL_PREDICATE, 1);
    packets.end();
    assertEquals(bytes(ATOMIC_WITH_OWN_PACKETS), text(record, packets.length()));
  }

  private static String formatted(
      SpuModel model, SampledOperation operation, Collection collection, long physicalCount) {
    var formatter = new RecordFormatter(model);
    int length = formatter.format(operation, collection, physicalCount);
    return text(formatter.bytes(), length);
  }

  private static String bytes(String golden) {
    return String.join(" ", golden.strip().split("\\s+"));
  }

  private static String text(byte[] record, int length) {
    return HexFormat.ofDelimiter(" ").formatHex(record, 0, length);
  }
}
