package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.property.PropertyMonitor;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.actors.scenario.Setting;
import io.interlock.hypervisor.program.KvmPrograms;
import io.interlock.hypervisor.program.SwitchProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Guests that are turned on and off, held still, reset and moved, under KVM's program as it is and
/// with a defect planted in it.
class RunLoopDefectsTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "run-loop-psci.conf");
  private static final String TEXT = KvmPrograms.vhe().source().print();
  private static final int SEEDS = 60;
  private static final int STEPS_MAX = 12_000;

  /// Properties broken within some orders of the example under a program.
  private static Set<String> broken(String program, String granularity) {
    List<Setting> settings = List.of(Setting.parse("run.granularity=" + granularity));
    HostPlan plan = Planner.plan(ScenarioReader.read(EXAMPLE, settings)).getFirst();
    SwitchProgram edited = SwitchProgram.parse("kvm-vhe.ctx", program, KvmPrograms.vocabulary());
    return SampledOrders.of(Plans.withProgram(plan, edited), STEPS_MAX, 8)
        .within(100 * TestRun.MICRO)
        .broken(SEEDS, PropertyMonitor::all)
        .stream()
        .map(kind -> kind.substring(0, kind.indexOf(':')))
        .collect(Collectors.toSet());
  }

  private static String line(String step) {
    return TEXT.lines().filter(line -> line.strip().equals(step)).findFirst().orElseThrow() + "\n";
  }

  private static Arguments defect(
      String name, String granularity, String from, String to, String property) {
    String edited = TEXT.replaceFirst(java.util.regex.Pattern.quote(from), to);
    assertNotEquals(TEXT, edited, name);
    return Arguments.of(name, granularity, edited, property);
  }

  static Stream<Arguments> defects() {
    String mode = line("R11: do mode-in-guest");
    String check = line("R12: do check-requests");
    // Waits for an answer of the PE, so that others can act meanwhile.
    String moment = "  R12: vcpu.TPIDR_EL1 := TPIDR_EL1\n";
    String save = "  R19: if list-registers-used > 0 {\n";
    String early = "  R18: do mode-outside\n";
    String background = line("P4: do timer-put");
    return Stream.of(
        defect(
            "X29: requests are tested before the mode is set",
            "block",
            mode + check,
            check + moment + mode,
            "request-observed"),
        defect("requests are not tested", "block", check, "", "request-observed"),
        defect(
            "X58: a vCPU that blocks gets no background timer",
            "block",
            background,
            "",
            "progress"),
        defect(
            "X32: the mode is published before the list registers are saved",
            "block",
            save,
            early + save,
            "saved-before-outside"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"block", "step"})
  void nothingIsBrokenUnderTheProgramAsItIs(String granularity) {
    assertEquals(Set.of(), broken(TEXT, granularity));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void plantedDefectIsFound(String name, String granularity, String program, String property) {
    Set<String> broken = broken(program, granularity);
    assertTrue(broken.contains(property), () -> name + ": " + property + " is not in " + broken);
  }
}
