package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.register.SysReg;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A guest is entered with one of its PMU's controls in the PE as it has left it.
///
/// Controls change by what the guest writes, and never by what it runs.
final class OwnControls implements Property {
  /// The controls, each of which can go wrong on its own; one stands for a family.
  private static final List<String> EACH =
      List.of(
          "PMCR_EL0",
          "PMCNTENSET_EL0",
          "PMINTENSET_EL1",
          "PMSELR_EL0",
          "PMCCFILTR_EL0",
          "PMEVTYPER");

  private final String control;
  private final IdealMonitors ideal;

  private OwnControls(String control, IdealMonitors ideal) {
    this.control = control;
    this.ideal = ideal;
  }

  /// One observer for each control.
  static List<Property> each() {
    return EACH.stream()
        .<Property>map(control -> new OwnControls(control, new IdealMonitors()))
        .toList();
  }

  @Override
  public String name() {
    return Properties.SAVE_RESTORE_ROUNDTRIP.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return IdealMonitors.accessesAnd(Set.of(Fact.MonitorsEntered.class));
  }

  @Override
  public @Nullable String observe(Fact fact) {
    VcpuId _ = ideal.followAccess(fact);
    return fact instanceof Fact.MonitorsEntered entered && entered.resident()
        ? entered(entered)
        : null;
  }

  private @Nullable String entered(Fact.MonitorsEntered entered) {
    VcpuId vcpu = entered.vcpu();
    for (SysReg other : ideal.controls(vcpu).differences(entered.controls())) {
      if (other.name().startsWith(control)) {
        return "a guest is entered with a %s that is not its own (%s on PE %d)"
            .formatted(other, vcpu, entered.pe());
      }
    }
    return null;
  }

  @Override
  public Property copy() {
    return new OwnControls(control, ideal.copy());
  }
}
