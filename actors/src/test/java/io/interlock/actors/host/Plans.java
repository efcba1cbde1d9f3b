package io.interlock.actors.host;

import io.interlock.actors.host.plan.HostPlan;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.SwitchProgram;
import io.interlock.hypervisor.sched.HostAction;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What a [TestHost] does not say, added to its plan.
final class Plans {
  private Plans() {}

  /// With registers that user space gives each vCPU of each VM.
  static HostPlan withRegisters(HostPlan plan, Map<SysReg, Long> registers) {
    List<VmPlan> vms =
        plan.vms().stream()
            .map(
                vm ->
                    new VmPlan(
                        vm.vm(), vm.name(), vm.supported(), vm.repins(), registers, vm.vcpus()))
            .toList();
    return with(plan, plan.program(), plan.actions(), vms);
  }

  /// With another context-switch program.
  static HostPlan withProgram(HostPlan plan, SwitchProgram program) {
    return with(plan, program, plan.actions(), plan.vms());
  }

  /// With what is done to the host.
  ///
  /// @param actions as scenarios have them
  static HostPlan withActions(HostPlan plan, String... actions) {
    List<HostAction> all =
        Arrays.stream(actions)
            .map(text -> HostAction.parse(text, Plans::micros))
            .sorted(Comparator.comparingLong(HostAction::atPicos))
            .toList();
    return with(plan, plan.program(), all, plan.vms());
  }

  private static long micros(String text) {
    return Long.parseLong(text.replace("us", "")) * TestRun.MICRO;
  }

  private static HostPlan with(
      HostPlan plan, SwitchProgram program, List<HostAction> actions, List<VmPlan> vms) {
    return new HostPlan(
        plan.name(),
        plan.topology(),
        plan.costs(),
        plan.counter(),
        program,
        plan.granularity(),
        plan.partition(),
        plan.sessions(),
        plan.events(),
        plan.profiling(),
        actions,
        vms);
  }
}
