package io.interlock.actors.plan;

import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioException;
import io.interlock.actors.scenario.TextFile;
import io.interlock.hypervisor.program.KvmPrograms;
import io.interlock.hypervisor.program.SwitchProgram;
import io.interlock.hypervisor.program.source.ProgramException;
import java.nio.file.Path;

/// The context-switch programs that a scenario adds to a host's KVM.
final class Programs {
  private static final String SPE = "spe";
  private static final String KEY = "kvm.programs";

  private final Scenario scenario;
  private final HostSpec host;

  Programs(Scenario scenario, HostSpec host) {
    this.scenario = scenario;
    this.host = host;
  }

  /// KVM's program with all of them. Where guests have SPE and nobody says how it is switched, that
  /// is as it should be.
  ///
  /// @throws ScenarioException when one cannot be read, is not a program, or has no place
  SwitchProgram added(SwitchProgram kvm, boolean profiles) {
    SwitchProgram all = kvm;
    if (profiles && host.kvm().programs().stream().noneMatch(Programs::switchesSpe)) {
      all = all.with(KvmPrograms.extension(SPE));
    }
    for (String name : host.kvm().programs()) {
      try {
        all = all.with(program(name));
      } catch (ProgramException e) {
        throw ScenarioException.passedOn(String.valueOf(e.getMessage()));
      }
    }
    return all;
  }

  /// A file of the user's own may well do it.
  private static boolean switchesSpe(String name) {
    return name.startsWith(SPE) || name.endsWith(".ctx");
  }

  private SwitchProgram program(String name) {
    return KvmPrograms.extensions().contains(name)
        ? KvmPrograms.extension(name)
        : SwitchProgram.parse(name, text(Path.of(name)), KvmPrograms.vocabulary());
  }

  private String text(Path file) {
    return TextFile.read(
        file, scenario.placeOf(host.path(KEY)) + ": " + file, TextFile.Content.PROGRAM);
  }
}
