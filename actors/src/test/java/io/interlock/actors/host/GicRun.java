package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.Property;
import io.interlock.actors.scenario.ScenarioReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A run of one VM, called `a`, whose guest drives its GIC, as scenarios say it.
record GicRun(TestRun run) implements AutoCloseable {
  /// What a guest does that only handles interrupts.
  static final String SLEEP = "\"forever {\", \"wfi\", \"}\"";

  /// The plan of such a run.
  ///
  /// @param folder for the scenario
  /// @param host the keys of the host
  /// @param vm the keys of the VM
  static HostPlan plan(Path folder, String host, String vm) {
    try {
      Path file = folder.resolve("gic.conf");
      Files.writeString(file, "host { %s }\nrun.for = 5ms\nvms.a { %s }\n".formatted(host, vm));
      return Planner.plan(ScenarioReader.read(file, List.of())).getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One that has not begun to run, on a host of that preset.
  static GicRun begun(Path folder, String preset, String vm) {
    return new GicRun(TestRun.of(plan(folder, "preset = " + preset, vm), 1));
  }

  /// One of five milliseconds on a host of two CPUs.
  static GicRun whole(Path folder, String vm) {
    return new GicRun(begun(folder, "pair", vm).run().until(5 * TestRun.MILLI));
  }

  /// The same, in which something is done to the host.
  static GicRun whole(Path folder, String vm, String actions) {
    HostPlan plan = plan(folder, "preset = pair, actions = " + actions, vm);
    return new GicRun(TestRun.of(plan, 1).until(5 * TestRun.MILLI));
  }

  /// INTIDs in the order in which the guest's handlers began.
  List<Integer> handled() {
    return run.facts(Fact.InterruptHandled.class).stream()
        .map(Fact.InterruptHandled::intid)
        .toList();
  }

  /// Those of one vCPU.
  List<Integer> handledBy(int vcpu) {
    return run.facts(Fact.InterruptHandled.class).stream()
        .filter(fact -> fact.vcpu().index() == vcpu)
        .map(Fact.InterruptHandled::intid)
        .toList();
  }

  /// When an interrupt was handled first.
  long firstHandled(int intid) {
    return run.times(Fact.InterruptHandled.class, fact -> fact.intid() == intid).getFirst();
  }

  /// What was reported under a label, added up.
  long reported(String label) {
    return run.facts(Fact.Reported.class).stream()
        .filter(fact -> fact.label().equals(label))
        .mapToLong(Fact.Reported::value)
        .sum();
  }

  /// What calls of user space returned, in order.
  List<Long> results() {
    return run.facts(Fact.CallMade.class).stream().map(Fact.CallMade::result).toList();
  }

  /// Nothing that is judged is broken.
  GicRun isSound() {
    for (Properties which : Properties.values()) {
      for (Property property : which.create()) {
        for (Fact fact : run.facts(Fact.class)) {
          if (property.facts().contains(fact.getClass())) {
            assertNull(property.observe(fact), which::title);
          }
        }
      }
    }
    return this;
  }

  @Override
  public void close() {
    run.close();
  }
}
