package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.pmu.PmuPartition;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A guest reads the controls of its PMU as it left them, whoever had the PE in between, and has
/// them in the PE if they count. Counts are the matter of [EventsConserved].
final class SaveRestoreRoundtrip implements Property {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final long CONTROL_STATE =
      CONTROL.field("E").mask() | CONTROL.field("D").mask() | CONTROL.field("DP").mask();

  private final IdealMonitors ideal;

  SaveRestoreRoundtrip() {
    this(new IdealMonitors());
  }

  private SaveRestoreRoundtrip(IdealMonitors ideal) {
    this.ideal = ideal;
  }

  @Override
  public String name() {
    return Properties.SAVE_RESTORE_ROUNDTRIP.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return IdealMonitors.followedAnd(Set.of(Fact.MonitorRead.class, Fact.MonitorsEntered.class));
  }

  @Override
  public @Nullable String observe(Fact fact) {
    VcpuId _ = ideal.follow(fact);
    return switch (fact) {
      case Fact.MonitorRead(VcpuId vcpu, SysReg register, long value) ->
          read(vcpu, register, value);
      case Fact.MonitorsEntered entered -> entered(entered);
      default -> null;
    };
  }

  private @Nullable String read(VcpuId vcpu, SysReg register, long value) {
    Pmu alone = ideal.of(vcpu);
    SysReg reached = alone.reached(register);
    long mask = state(reached, ideal.counters(vcpu));
    long expected = alone.read(register, ExceptionLevel.EL1) & mask;
    return (value & mask) == expected
        ? null
        : "a guest does not find %s as it left it (%s: 0x%x, not 0x%x)"
            .formatted(SysReg.inSlot(reached.slot()), vcpu, value & mask, expected);
  }

  private @Nullable String entered(Fact.MonitorsEntered entered) {
    VcpuId vcpu = entered.vcpu();
    return ideal.controls(vcpu).count() && !entered.resident()
        ? "a guest is entered whose counters count, and are not in the PE (%s on PE %d)"
            .formatted(vcpu, entered.pe())
        : null;
  }

  /// The bits of a register that are the guest's, and change only by what it does.
  private static long state(SysReg register, int given) {
    if (register.slot() == CONTROL.slot()) {
      return CONTROL_STATE;
    }
    String name = register.name();
    if (register.writeEffect() != SysReg.WriteEffect.REPLACE) {
      return new PmuPartition(given).guestMask();
    }
    boolean control =
        name.startsWith("PMEVTYPER")
            || name.equals("PMCCFILTR_EL0")
            || name.equals("PMSELR_EL0")
            || name.equals("PMUSERENR_EL0");
    return control ? -1 : 0;
  }

  @Override
  public Property copy() {
    return new SaveRestoreRoundtrip(ideal.copy());
  }
}
