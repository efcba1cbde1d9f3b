package io.interlock.hypervisor.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hypervisor.guest.GuestOperation.Elementary;
import io.interlock.hypervisor.guest.GuestOperation.PowerOff;
import io.interlock.hypervisor.guest.GuestOperation.Profiler;
import io.interlock.hypervisor.guest.GuestOperation.PublishProfile;
import io.interlock.hypervisor.guest.GuestOperation.ReadRegister;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The driver does to registers what Linux' does, in its order.
class GuestProfilerTest {
  private static final long BASE = ProfilerSettings.BUFFER_START;
  private static final int BYTES = 16 << 12;
  private static final long NEOVERSE = 0x2_6417L;
  private static final String DRAIN = "psb csync, dsb nsh, isb, ";

  /// What a guest with these tasks does, while reads return what is in `registers`.
  private static String done(Map<String, List<Long>> registers, ProfilerTask... tasks) {
    List<GuestOperation> body = Arrays.stream(tasks).<GuestOperation>map(Profiler::new).toList();
    GuestCursor cursor =
        new GuestCursor(
            new GuestProgram(
                    "p",
                    body,
                    Map.of(),
                    GuestMix.PLAIN,
                    io.interlock.hardware.spe.InstructionMix.ORDINARY,
                    ProfilerSettings.usual(1000).withBuffer(BYTES))
                .compile());
    Map<String, Integer> reads = new java.util.HashMap<>();
    List<String> all = new ArrayList<>();
    for (Elementary now = cursor.operation();
        !(now instanceof PowerOff);
        now = cursor.operation()) {
      all.add(text(now));
      cursor.complete();
      if (now instanceof ReadRegister(String name, _)) {
        List<Long> values = registers.getOrDefault(name, List.of(0L));
        int turn = reads.merge(name, 1, Integer::sum) - 1;
        cursor.returned(values.get(Math.min(turn, values.size() - 1)));
      }
      // Wherever it is, it goes on from there on another host.
      cursor = GuestCursor.restored(cursor.code(), cursor.save());
    }
    return String.join(", ", all);
  }

  private static String text(Elementary operation) {
    return operation instanceof PublishProfile(long start, long bytes, int flags)
        ? "publish +0x%x %d %d".formatted(start - BASE, bytes, flags)
        : GuestText.print(operation)
            .replace("write ", "")
            .replace(" 0x" + Long.toHexString(BASE).substring(0, 12), " +")
            .replace("_EL1", "");
  }

  private static Map<String, List<Long>> spu(Long status, Long... pointers) {
    return Map.of(
        "PMSIDR_EL1", List.of(NEOVERSE),
        "PMBIDR_EL1", List.of(6L),
        "PMBSR_EL1", List.of(status),
        "PMBPTR_EL1", Stream.of(pointers).map(offset -> BASE + offset).toList());
  }

  private static final String PROBED =
      "read PMSIDR, read PMBIDR, PMSCR 0x0, isb, psb csync, dsb nsh, PMBLIMITR 0x0, isb, PMBPTR 0x0,"
          + " isb, PMBSR 0x0, isb, ";

  /// The period of 1,000 first becomes the recommended minimum of 1,024, then a multiple of 256.
  private static final String SAMPLING =
      "PMSFCR 0x0, PMSEVFR 0x0, PMSLATFR 0x0, PMSIRR 0x400, isb, PMSICR 0x0, isb, PMSCR 0x3b";

  @Test
  void probingReadsTheRegistersAndResetsTheUnit() {
    assertEquals(PROBED, done(spu(0L, 0L), ProfilerTask.PROBE) + ", ");
  }

  @Test
  void aBufferThatBelongsToTheHypervisorMeansNoSpe() {
    var owned = Map.of("PMBIDR_EL1", List.of(0x10L), "PMSIDR_EL1", List.of(NEOVERSE));
    assertEquals("read PMSIDR, read PMBIDR", done(owned, ProfilerTask.PROBE, ProfilerTask.START));
  }

  @Test
  void startingSetsThePointerThenTheLimitThenFiltersAndLastTheControl() {
    assertEquals(
        PROBED + "PMBPTR +0000, PMBLIMITR +8001, " + SAMPLING,
        done(spu(0L, 0L), ProfilerTask.PROBE, ProfilerTask.START));
  }

  /// E is set while S still is, and PMBSR_EL1 cleared at the end.
  @Test
  void afterAFullBufferTheNextSessionBeginsBeforeTheStatusIsCleared() {
    assertEquals(
        PROBED
            + "PMBPTR +0000, PMBLIMITR +8001, "
            + SAMPLING
            + ", "
            + DRAIN
            + "read PMBSR, read PMBPTR, publish +0x0 32768 0, PMBPTR +8000, PMBLIMITR"
            + " +f001, isb, PMBSR 0x0",
        done(
            spu(0x2_0001L, 0x8000L),
            ProfilerTask.PROBE,
            ProfilerTask.START,
            ProfilerTask.INTERRUPT));
  }

  @Test
  void anInterruptWithoutAnEventIsNotTheDriversOwn() {
    assertEquals(
        PROBED + "PMBPTR +0000, PMBLIMITR +8001, " + SAMPLING + ", " + DRAIN + "read PMBSR",
        done(spu(0L, 0L), ProfilerTask.PROBE, ProfilerTask.START, ProfilerTask.INTERRUPT));
  }

  @Test
  void withoutASessionTheHandlerLooksAtNothing() {
    assertEquals(PROBED, done(spu(0L, 0L), ProfilerTask.PROBE, ProfilerTask.INTERRUPT) + ", ");
  }

  /// Nobody reads: after two halves there is no room, and the buffer stays disabled until somebody
  /// does.
  @Test
  void aBufferThatNobodyReadsIsTruncatedAndBeginsAnewWhenItIsRead() {
    String all =
        done(
            spu(0x2_0001L, 0x8000L, 0xF000L),
            ProfilerTask.PROBE,
            ProfilerTask.START,
            ProfilerTask.INTERRUPT,
            ProfilerTask.INTERRUPT,
            ProfilerTask.READ);
    assertEquals(
        "publish +0x8000 28672 0, publish +0x0 0 1, PMBLIMITR 0x0, isb, PMBSR 0x0, PMBPTR +0000,"
            + " PMBLIMITR +8001, "
            + SAMPLING,
        all.substring(all.indexOf("publish +0x8000")));
  }

  @Test
  void whatElseThanAFullBufferStoppedSamplingIsFatal() {
    String all =
        done(
            spu(0x2_0004L, 0x100L),
            ProfilerTask.PROBE,
            ProfilerTask.START,
            ProfilerTask.INTERRUPT,
            ProfilerTask.READ);
    assertEquals(
        "publish +0x0 256 1, PMSCR 0x0, isb, psb csync, dsb nsh, PMBLIMITR 0x0, isb, PMBSR 0x0",
        all.substring(all.indexOf("publish")));
  }

  @Test
  void stoppingDrainsDisablesAndTakesWhatIsThere() {
    String all = done(spu(0L, 0x140L), ProfilerTask.PROBE, ProfilerTask.START, ProfilerTask.STOP);
    assertEquals(
        "PMSCR 0x0, isb, psb csync, dsb nsh, PMBLIMITR 0x0, isb, "
            + DRAIN
            + "read PMBSR, read PMBPTR, publish +0x0 320 0, PMBSR 0x0",
        all.substring(all.indexOf(SAMPLING) + SAMPLING.length() + 2));
  }
}
