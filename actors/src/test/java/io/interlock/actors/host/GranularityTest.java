package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.fact.Fact;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where nothing races, `step` and `block` lead to the same state and the same counts; times
/// differ.
class GranularityTest {
  /// Hold times.
  private static final List<SysReg> TIMES =
      List.of(SysReg.named("CNTV_CVAL_EL0"), SysReg.named("CNTP_CVAL_EL0"));

  /// What came of a run, as text, so that a difference can be read.
  private static String outcome(TestRun run) {
    StringBuilder text = new StringBuilder();
    Map<String, Integer> counts = new TreeMap<>();
    for (TestRun.Stated stated : run.stated()) {
      switch (stated.fact()) {
        case Fact.GuestExited(var vcpu, _, var reason) ->
            counts.merge(vcpu + " exits for " + reason, 1, Integer::sum);
        case Fact.InterruptHandled(var vcpu, int intid, _) ->
            counts.merge(vcpu + " handles " + intid, 1, Integer::sum);
        case Fact.HostInterrupt(int pe, int intid) ->
            counts.merge("PE " + pe + " takes " + intid, 1, Integer::sum);
        case Fact.EntryFailed(var vcpu, int pe) ->
            counts.merge(vcpu + " fails on PE " + pe, 1, Integer::sum);
        case Fact.PoweredOff(var vcpu) -> counts.merge(vcpu + " is off", 1, Integer::sum);
        default -> {}
      }
    }
    counts.forEach((what, count) -> text.append(what).append(": ").append(count).append('\n'));
    for (var vcpu : run.vcpus()) {
      RegisterFile saved = run.thread(vcpu.vm(), vcpu.index()).savedRegisters().copy();
      TIMES.forEach(register -> saved.assign(register, 0));
      text.append(vcpu).append(' ').append(saved).append('\n');
    }
    return text.toString();
  }

  private static void requireEqual(TestHost host, long seed) {
    try (TestRun blocks = TestRun.of(host, seed).finish();
        TestRun steps = TestRun.of(host.inSteps(), seed).finish()) {
      assertEquals(outcome(blocks), outcome(steps));
      for (int pe = 0; pe < host.topology().pes().size(); pe++) {
        RegisterFile inBlocks = blocks.pe(pe).registers().copy();
        RegisterFile inSteps = steps.pe(pe).registers().copy();
        for (SysReg register : TIMES) {
          inBlocks.assign(register, 0);
          inSteps.assign(register, 0);
        }
        assertEquals(inBlocks.toString(), inSteps.toString(), "registers of PE " + pe);
        assertEquals(blocks.pe(pe).hostContext(), steps.pe(pe).hostContext(), "host on PE " + pe);
      }
    }
  }

  private static TestHost named(String scenario, boolean vhe) {
    TestHost dual = RegistersTest.dual(vhe);
    return switch (scenario) {
      case "one busy guest" -> dual.with("a", guest("compute 30M", "off").on("2"));
      case "ticks of a busy guest" ->
          dual.with("a", guest("timer 2ms", "compute 50M", "timer off", "off").on("2"));
      case "naps" ->
          dual.with("a", guest("repeat 5 {", "timer 1ms once", "wfi", "}", "off").on("0"));
      case "every kind of exit" ->
          dual.with(
              "a",
              guest(
                      "hvc",
                      "mmio kernel",
                      "mmio user",
                      "write TPIDR_EL1 0x12",
                      "write PMCR_EL0 65",
                      "read PMCCNTR_EL0",
                      "sgi 4 to 0",
                      "compute 1M",
                      "off")
                  .on("3"));
      case "an SGI to a sleeper" ->
          dual.with(
              "a",
              guest("compute 10M", "sgi 1 to 1", "wait-sgi 1", "off").on("2"),
              guest("wait-sgi 1", "compute 1M", "sgi 1 to 0", "off").on("3"));
      case "an SGI to a running guest" ->
          dual.with(
              "a",
              guest("compute 10M", "sgi 1 to all", "off").on("2"),
              guest("compute 50M", "off").on("3"),
              guest("compute 50M", "off").on("0"));
      case "a failed entry" ->
          dual.with("a", "2-3", false, guest("compute 50M", "off").on("1"))
              .with("b", guest("compute 50M", "off").on("3"));
      default -> throw new IllegalArgumentException(scenario);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one busy guest",
        "ticks of a busy guest",
        "naps",
        "every kind of exit",
        "an SGI to a sleeper",
        "an SGI to a running guest",
        "a failed entry"
      })
  void stepAndBlockAgreeWhereNothingRaces(String scenario) {
    requireEqual(named(scenario, true), 1);
    requireEqual(named(scenario, false), 1);
  }

  /// Programs of one vCPU that depend on no time: what they wait for is far longer than any cost.
  @Provide
  Arbitrary<List<List<String>>> guests() {
    Arbitrary<List<String>> compute =
        Arbitraries.integers().between(1, 3_000).map(kilo -> List.of("compute " + kilo + "k"));
    Arbitrary<List<String>> registers =
        Arbitraries.of(
            List.of("write TPIDR_EL0 0x11"),
            List.of("write TPIDR_EL1 0x22"),
            List.of("write SCTLR_EL1 0x30d0198"),
            List.of("write SP_EL0 0x7fff"),
            List.of("write PMCR_EL0 0x41"),
            List.of("read CNTVCT_EL0"));
    Arbitrary<List<String>> exits =
        Arbitraries.of(
            List.of("hvc"), List.of("mmio kernel"), List.of("mmio user"), List.of("sgi 3 to 0"));
    Arbitrary<List<String>> naps =
        Arbitraries.integers()
            .between(2, 5)
            .map(millis -> List.of("timer " + millis + "ms once", "wfi", "timer off"));
    Arbitrary<List<String>> program =
        Arbitraries.oneOf(compute, registers, exits, naps)
            .list()
            .ofMinSize(1)
            .ofMaxSize(15)
            .map(
                parts -> {
                  List<String> lines = new ArrayList<>();
                  parts.forEach(lines::addAll);
                  lines.add("off");
                  return lines;
                });
    return program.list().ofMinSize(1).ofMaxSize(4);
  }

  @Property(tries = 60)
  void stepAndBlockAgreeForPinnedGuestsThatDoNotMeet(
      @ForAll("guests") List<List<String>> programs, @ForAll boolean vhe, @ForAll long seed) {
    TestHost host = RegistersTest.dual(vhe);
    for (int pe = 0; pe < programs.size(); pe++) {
      String[] operations = programs.get(pe).toArray(String[]::new);
      host = host.with("vm" + pe, guest(operations).on(String.valueOf(pe)));
    }
    requireEqual(host, seed);
  }
}
