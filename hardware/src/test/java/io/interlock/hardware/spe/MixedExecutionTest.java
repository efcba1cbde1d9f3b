package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.spe.SampledOperation.Detail;
import io.interlock.hardware.topology.CoreClass;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixedExecutionTest {
  private static final int OPERATIONS = 40_000;
  private static final InstructionMix MIX = InstructionMix.ORDINARY;

  /// Two-sided 99.99 % of a normal distribution.
  private static final double CONFIDENCE_Z = 3.89;

  @Test
  void sharesAreThoseOfTheMix() {
    List<SampledOperation> all = operations(execution(CoreClass.BIG, 0));
    assertShare(MIX.loads(), all, o -> o.type().equals(OperationType.GENERAL_LOAD));
    assertShare(MIX.stores(), all, o -> o.type().equals(OperationType.GENERAL_STORE));
    List<SampledOperation> branches = ofType(all, OperationType.BRANCH_CONDITIONAL);
    assertShare(MIX.branches(), all, branches::contains);
    assertShare(MIX.notTaken(), branches, o -> has(o, SampleEvents.NOT_TAKEN));
    assertShare(MIX.mispredicted(), branches, o -> has(o, SampleEvents.MISPREDICTED));
    List<SampledOperation> loads = ofType(all, OperationType.GENERAL_LOAD);
    assertShare(MIX.l1Misses(), loads, o -> has(o, SampleEvents.L1D_REFILL));
    assertShare(MIX.tableWalks(), loads, o -> has(o, SampleEvents.TLB_WALK));
  }

  @ParameterizedTest
  @EnumSource(CoreClass.class)
  void whatAnOperationTakesAgreesWithWhatHappenedToIt(CoreClass coreClass) {
    MemoryLatencies latencies = MemoryLatencies.of(coreClass);
    for (SampledOperation operation : operations(execution(coreClass, 0))) {
      assertTrue(operation.issueLatencyCycles() <= operation.totalLatencyCycles());
      assertTrue(operation.isComplete());
      assertInside(operation.programCounter(), MIX.textStart(), MIX.textBytes());
      if (has(operation, SampleEvents.LLC_MISS)) {
        assertTrue(operation.totalLatencyCycles() > latencies.memory());
      }
      if (operation.detail() instanceof Detail.Access access) {
        assertInside(access.virtualAddress(), MIX.dataStart(), MIX.dataBytes());
        boolean load = operation.type().equals(OperationType.GENERAL_LOAD);
        assertEquals(load, access.dataSource() != SampledOperation.NO_SOURCE);
      } else {
        boolean branch = operation.type().equals(OperationType.BRANCH_CONDITIONAL);
        boolean taken = operation.detail() instanceof Detail.Taken;
        assertEquals(branch && !has(operation, SampleEvents.NOT_TAKEN), taken);
      }
    }
  }

  @Property
  void piecesOfAProgramAreThatProgram(@ForAll @LongRange(max = 1 << 20) long start) {
    assertEquals(
        execution(CoreClass.PRIME, 0).operation(start),
        execution(CoreClass.PRIME, start).operation(0));
  }

  @Test
  void timeGoesWithOperations() {
    assertEquals(1000 + 40, execution(CoreClass.BIG, 0).physicalCount(100));
  }

  @Test
  void sharesAboveTheWholeAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new InstructionMix(600, 300, 101, 0, 0, 0, 0, 0, 0, 0, 64, 0, 64));
    assertThrows(
        IllegalArgumentException.class,
        () -> new InstructionMix(1, 1, 1, 1001, 0, 0, 0, 0, 0, 0, 64, 0, 64));
  }

  private static void assertShare(
      int thousandths, List<SampledOperation> of, Predicate<SampledOperation> which) {
    double expected = thousandths / 1000.0;
    double measured = of.stream().filter(which).count() / (double) of.size();
    double error = CONFIDENCE_Z * Math.sqrt(expected * (1 - expected) / of.size());
    assertEquals(expected, measured, error);
  }

  private static void assertInside(long address, long start, long bytes) {
    assertTrue(address >= start && address < start + bytes, Long.toHexString(address));
  }

  private static List<SampledOperation> ofType(
      List<SampledOperation> operations, OperationType type) {
    return operations.stream().filter(operation -> operation.type().equals(type)).toList();
  }

  private static boolean has(SampledOperation operation, long event) {
    return (operation.events() & event) != 0;
  }

  private static List<SampledOperation> operations(MixedExecution execution) {
    return LongStream.range(0, OPERATIONS).mapToObj(execution::operation).toList();
  }

  private static MixedExecution execution(CoreClass coreClass, long first) {
    return new MixedExecution(
        MIX, MemoryLatencies.of(coreClass), ExceptionLevel.EL0, 7, first, 1000, 2.5);
  }
}
