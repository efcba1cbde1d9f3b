package io.interlock.hypervisor.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hypervisor.spe.LockedMemory.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockedMemoryTest {
  private static final long PAGE = 4096;

  @Test
  void aBufferIsLockedWhileItIsEnabled() {
    LockedMemory memory = enabled(LockedMemory.none(Policy.BUFFER, 10 * PAGE), 0, 0, 4);
    assertEquals(4 * PAGE, memory.lockedBytes());
    assertEquals(0, memory.disabled(0).lockedBytes());
  }

  @Test
  void theLimitIsOfAllVcpusTogether() {
    LockedMemory memory = enabled(LockedMemory.none(Policy.BUFFER, 6 * PAGE), 0, 0, 4);
    assertNull(memory.enabled(1, pages(4, 8)));
    assertNotNull(memory.enabled(1, pages(4, 6)));
  }

  @Test
  void aSharedPageIsChargedOnceAndOutlivesOneHolder() {
    LockedMemory both =
        enabled(enabled(LockedMemory.none(Policy.BUFFER, 100 * PAGE), 0, 0, 4), 1, 2, 6);
    assertEquals(6 * PAGE, both.lockedBytes());
    assertEquals(List.of(1), both.disabled(0).holdersOf(pages(2, 3)));
    assertEquals(4 * PAGE, both.disabled(0).lockedBytes());
  }

  @Test
  void enablingAgainReplacesWhatWasHeld() {
    LockedMemory memory = enabled(LockedMemory.none(Policy.BUFFER, 4 * PAGE), 0, 0, 4);
    LockedMemory moved = enabled(memory, 0, 100, 104);
    assertEquals(4 * PAGE, moved.lockedBytes());
    assertEquals(List.of(), moved.holdersOf(pages(0, 4)));
  }

  @Test
  void aVcpuThatHoldsNothingLosesNothing() {
    LockedMemory none = LockedMemory.none(Policy.BUFFER, PAGE);
    assertEquals(none, none.disabled(3));
  }

  @ParameterizedTest
  @CsvSource({"4, true", "5, false"})
  void aWholeVmIsLockedBeforeItRuns(int pages, boolean fits) {
    LockedMemory memory = LockedMemory.none(Policy.VM, 4 * PAGE).beforeFirstRun(pages * PAGE);
    assertEquals(fits, memory != null);
    if (memory != null) {
      assertEquals(pages * PAGE, memory.lockedBytes());
      assertSame(memory, memory.enabled(0, pages(0, 100)));
    }
  }

  @Test
  void aBufferOfAllAddressesIsNoMoreWorkThanAnother() {
    LockedMemory none = LockedMemory.none(Policy.BUFFER, 10 * PAGE);
    assertNull(none.enabled(0, PageRange.ofBytes(0, 1L << 52)));
  }

  @Test
  void aHigherLimitTakesWhatTheLowerDidNot() {
    LockedMemory small = LockedMemory.none(Policy.BUFFER, 3 * PAGE);
    assertNull(small.enabled(0, pages(0, 4)));
    assertNotNull(small.limitedTo(4 * PAGE).enabled(0, pages(0, 4)));
  }

  @ParameterizedTest
  @CsvSource({"0, 4096, 0, 1", "4095, 4097, 0, 2", "8192, 8192, 0, 0", "4096, 12288, 1, 3"})
  void bytesArePartsOfPages(long address, long end, long first, long behind) {
    assertEquals(new PageRange(first, behind), PageRange.ofBytes(address, end));
  }

  @Test
  void aNotifierFindsTheBuffersInItsRange() {
    LockedMemory both =
        enabled(enabled(LockedMemory.none(Policy.BUFFER, 100 * PAGE), 1, 10, 14), 0, 20, 24);
    assertEquals(List.of(0, 1), both.holdersOf(pages(13, 21)));
    assertEquals(List.of(), both.holdersOf(pages(14, 20)));
  }

  /// One vCPU enables its buffer, or disables it where the buffer is empty.
  private record Change(int vcpu, long start, int length) {}

  @Provide
  Arbitrary<List<Change>> changes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.longs().between(0, 12),
            Arbitraries.integers().between(0, 6))
        .as(Change::new)
        .list()
        .ofMaxSize(30);
  }

  @Property(tries = 300)
  void whatIsChargedIsWhatSomeoneHolds(@ForAll("changes") List<Change> changes) {
    LockedMemory memory = LockedMemory.none(Policy.BUFFER, 10 * PAGE);
    Map<Integer, Set<Long>> model = new HashMap<>();
    for (Change change : changes) {
      PageRange pages = pages(change.start(), change.start() + change.length());
      LockedMemory after =
          pages.isEmpty() ? memory.disabled(change.vcpu()) : memory.enabled(change.vcpu(), pages);
      if (after != null) {
        memory = after;
        model.put(change.vcpu(), each(pages));
      }
      long held = model.values().stream().flatMap(Set::stream).distinct().count();
      assertEquals(held * PAGE, memory.lockedBytes());
      assertTrue(memory.lockedBytes() <= memory.bytesMax());
    }
  }

  private static LockedMemory enabled(LockedMemory before, int vcpu, long start, long end) {
    @Nullable LockedMemory after = before.enabled(vcpu, pages(start, end));
    assertNotNull(after);
    return after;
  }

  private static PageRange pages(long start, long end) {
    return new PageRange(start, end);
  }

  private static Set<Long> each(PageRange pages) {
    return LongStream.range(pages.first(), pages.end()).boxed().collect(Collectors.toSet());
  }
}
