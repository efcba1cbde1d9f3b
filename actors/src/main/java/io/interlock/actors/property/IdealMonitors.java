package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.pmu.EventMix;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the guests' performance monitors would hold if each vCPU had a PMU of its own, that nobody
/// ever takes away: the yardstick for one that is shared.
final class IdealMonitors {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg SPLIT = SysReg.named("MDCR_EL2");
  private static final long ONE_SHOT = CONTROL.field("P").mask() | CONTROL.field("C").mask();

  private static final PmuModel UNSHARED = PmuModel.plain(Pmu.CYCLE_COUNTER, PmuVersion.V3P5);

  private final Map<Integer, Pmu> pmus = new TreeMap<>();
  private final Map<Integer, RegisterFile> files = new TreeMap<>();

  IdealMonitors copy() {
    IdealMonitors copy = new IdealMonitors();
    files.forEach(
        (thread, file) -> {
          RegisterFile copied = file.copy();
          copy.files.put(thread, copied);
          Pmu pmu = pmus.get(thread);
          if (pmu != null) {
            copy.pmus.put(thread, pmu.over(copied));
          }
        });
    return copy;
  }

  /// Takes part in what a guest does; says whose monitors may have changed, or null.
  @Nullable VcpuId follow(Fact fact) {
    return switch (fact) {
      case Fact.MonitorSet(VcpuId vcpu, SysReg register, long value) -> {
        Pmu _ = of(vcpu);
        long state = register == CONTROL ? value & ~ONE_SHOT : value;
        RegisterFile file = files.get(vcpu.thread());
        if (file != null) {
          file.assign(register, state);
        }
        yield vcpu;
      }
      case Fact.MonitorWritten(VcpuId vcpu, SysReg register, long value) -> {
        of(vcpu).write(register, value, ExceptionLevel.EL1);
        yield vcpu;
      }
      case Fact.GuestRan(VcpuId vcpu, _, long cycles, _, EventMix mix, long from, var at) -> {
        long _ = of(vcpu).run(mix, from, cycles, at);
        yield vcpu;
      }
      default -> null;
    };
  }

  /// The monitors of one vCPU.
  Pmu of(VcpuId vcpu) {
    return pmus.computeIfAbsent(
        vcpu.thread(),
        thread -> {
          RegisterFile file = new RegisterFile();
          file.assign(SPLIT, SPLIT.field("HPMN").mask());
          files.put(thread, file);
          return new Pmu(file, UNSHARED);
        });
  }
}
