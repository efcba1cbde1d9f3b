package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.Property;
import io.interlock.actors.property.PropertyMonitor;
import io.interlock.hardware.gic.GicRegister;
import io.interlock.hypervisor.program.KvmPrograms;
import io.interlock.hypervisor.program.SwitchProgram;
import io.interlock.hypervisor.vgic.IrqChange;
import io.interlock.hypervisor.vgic.IrqOwner;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a vGIC that does something wrong, or nothing, would lead to is found.
class GicDefectsTest {
  private static final String DISABLES =
      """
      vcpus = 1, devices = ["spi 40 every 30us to 0 1 times"]
      guest = ["write GICD_ICENABLER1 0x100", "compute 200k", "forever {", "wfi", "}"]
      """;
  private static final String SERVES_LATE =
      """
      vcpus = 2, devices = ["spi 41 resampled every 20us to 0 1 times"]
      handlers { 41 = ["compute 25k"] }
      guest = ["forever {", "wfi", "}"]
      secondaries = ["compute 200k", "mmio spi 41", "forever {", "wfi", "}"]
      """;

  private static final String QUEUED_THEN_DISABLED =
      """
      vcpus = 1, devices = ["spi 40 every 10us to 0 1 times"]
      guest = ["write DAIF 0x80", "compute 40k", "write GICD_ICENABLER1 0x100", "write DAIF 0",
        "compute 20k", "hvc", "forever {", "wfi", "}"]
      """;
  private static final String NEVER_SERVES =
      """
      vcpus = 1, devices = ["spi 41 resampled every 20us to 0 1 times"]
      handlers { 41 = ["compute 50k"] }
      guest = ["forever {", "wfi", "}"]
      """;
  private static final String SERVES_AND_WORKS_ON =
      """
      vcpus = 1, devices = ["spi 42 level every 20us to 0 1 times"]
      handlers { 42 = ["mmio spi 42", "compute 200k"] }
      guest = ["forever {", "wfi", "}"]
      """;

  @TempDir private Path folder = Path.of("");

  /// What a property says of a run in which something is done to vCPU 0 at a time.
  private @Nullable String judged(
      Properties which, String vm, long atPicos, Consumer<TestRun> defect) {
    try (TestRun run = GicRun.begun(folder, "pair", vm).run()) {
      run.until(atPicos);
      defect.accept(run);
      run.until(5 * TestRun.MILLI);
      Property property = which.create().getFirst();
      for (Fact fact : run.facts(Fact.class)) {
        String broken = property.facts().contains(fact.getClass()) ? property.observe(fact) : null;
        if (broken != null) {
          return broken;
        }
      }
      return property.atEnd();
    }
  }

  private static void change(TestRun run, int intid, IrqChange change) {
    ActorRef<SharedInterrupts.Command> nobody =
        run.simulation().spawn(Behaviors.ignore(), "nobody");
    run.simulation().tell(run.vcpu(0, 0), new Vcpu.Command.SpiChanged(intid, change, nobody));
  }

  @Test
  void whereNothingIsWrongNothingIsFound() {
    assertNull(judged(Properties.INTERRUPT_EXACTLY_ONCE, DISABLES, 1, _ -> {}));
    assertNull(judged(Properties.INTERRUPT_EXACTLY_ONCE, SERVES_LATE, 1, _ -> {}));
    assertNull(judged(Properties.PROGRESS, SERVES_LATE, 1, _ -> {}));
  }

  @Test
  void anInterruptThatIsNotTakenOffTheListThoughDisabledIsFound() {
    assertEquals(
        "an interrupt is handled though the guest has disabled it (a.0: SPI 40)",
        judged(
            Properties.INTERRUPT_EXACTLY_ONCE,
            QUEUED_THEN_DISABLED,
            25 * TestRun.MICRO,
            run -> change(run, 40, new IrqChange.Field(GicRegister.ISENABLER, 1))));
  }

  @Test
  void aLineThatNobodyLooksAtAgainIsFound() {
    assertEquals(
        "a vCPU sleeps for ever over an interrupt (a.0: SPI 41)",
        judged(
            Properties.PROGRESS,
            NEVER_SERVES,
            31 * TestRun.MICRO,
            run -> change(run, 41, new IrqChange.Field(GicRegister.ICENABLER, 1))));
  }

  @Test
  void aLineThatStaysHighThoughItsDeviceIsServedIsFound() {
    assertEquals(
        "an interrupt is handled more often than it was raised (a.0: SPI 42)",
        judged(
            Properties.INTERRUPT_EXACTLY_ONCE,
            SERVES_AND_WORKS_ON,
            60 * TestRun.MICRO,
            run -> change(run, 42, new IrqChange.Input(true, IrqOwner.USER_SPACE))));
  }

  /// The distributor of KVM is such a vGIC: what becomes pending while it is off waits for ever.
  @Test
  void whatIsNotQueuedWhenTheDistributorIsSwitchedOnIsFound() {
    assertEquals(
        "a vCPU sleeps for ever over an interrupt (a.0: SPI 40)",
        judged(
            Properties.PROGRESS,
            """
            vcpus = 1, devices = ["spi 40 every 30us to 0 1 times"]
            guest = ["write GICD_CTLR 0", "compute 200k", "write GICD_CTLR 2",
              "forever {", "wfi", "}"]
            """,
            1,
            _ -> {}));
  }

  private static final String LOOKS_AT_ANOTHER =
      """
      vcpus = 2, devices = ["spi 40 every 10us to 1 1 times"]
      handlers { 40 = ["compute 200k"] }
      guest = ["compute 50k", "read GICD_ISACTIVER1 as active", "off"]
      secondaries = ["compute 2M", "off"]
      """;

  /// Properties that are broken in some orders in which one vCPU looks at what the other handles.
  private Set<String> brokenWhileLooking(String from, String to) {
    String text = KvmPrograms.vhe().source().print();
    SwitchProgram program =
        SwitchProgram.parse("kvm-vhe.ctx", text.replace(from, to), KvmPrograms.vocabulary());
    HostPlan plan = GicRun.plan(folder, "preset = pair", LOOKS_AT_ANOTHER);
    return SampledOrders.of(Plans.withProgram(plan, program), 5_000, 8)
        .within(100 * TestRun.MICRO)
        .broken(30, PropertyMonitor::all)
        .stream()
        .map(kind -> kind.substring(0, kind.indexOf(':')))
        .collect(Collectors.toSet());
  }

  /// Who halts a VM believes the modes of its vCPUs (X32, X51).
  @Test
  void aModeThatIsPublishedBeforeListRegistersAreSavedIsFound() {
    String save = "  R19: if list-registers-used > 0 {\n";
    assertEquals(Set.of(), brokenWhileLooking(save, save));
    Set<String> broken = brokenWhileLooking(save, "  R18: do mode-outside\n" + save);
    assertTrue(broken.contains("saved-before-outside"), broken::toString);
  }
}
