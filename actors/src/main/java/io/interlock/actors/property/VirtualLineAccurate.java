package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.MonitorControls;
import io.interlock.actors.fact.VcpuId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A guest is entered with its PMU interrupt pending if and only if the overflows that are known of
/// it want that (`CheckPMUOverflowCondition`). Whether they are all that there should be is the
/// matter of [OverflowDelivered].
///
/// The line may be too low while an overflow holds the line of the PE high: the physical interrupt
/// takes the guest out at once, and KVM learns of it then.
final class VirtualLineAccurate implements Property {
  /// What flush or sync made of a line, and the overflows that are in KVM's memory since.
  private record Line(boolean high, long recorded) {}

  private final IdealMonitors ideal;
  private final Map<Integer, Line> lines;

  VirtualLineAccurate() {
    this(new IdealMonitors(), new TreeMap<>());
  }

  private VirtualLineAccurate(IdealMonitors ideal, Map<Integer, Line> lines) {
    this.ideal = ideal;
    this.lines = lines;
  }

  @Override
  public String name() {
    return Properties.VIRTUAL_LINE_ACCURATE.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return IdealMonitors.accessesAnd(
        Set.of(Fact.MonitorLine.class, Fact.MonitorInterrupt.class, Fact.MonitorsEntered.class));
  }

  @Override
  public @Nullable String observe(Fact fact) {
    VcpuId _ = ideal.followAccess(fact);
    return switch (fact) {
      case Fact.MonitorLine(VcpuId vcpu, boolean level, long recorded) -> {
        lines.put(vcpu.thread(), new Line(level, recorded));
        yield null;
      }
      case Fact.MonitorInterrupt(_, VcpuId resident, long ofGuest, _) when resident != null -> {
        lines.computeIfPresent(
            resident.thread(), (_, line) -> new Line(line.high(), line.recorded() | ofGuest));
        yield null;
      }
      case Fact.MonitorsEntered entered -> entered(entered);
      default -> null;
    };
  }

  private @Nullable String entered(Fact.MonitorsEntered entered) {
    VcpuId vcpu = entered.vcpu();
    Line line = lines.getOrDefault(vcpu.thread(), new Line(false, 0));
    boolean wanted = controls(entered).interruptFor(line.recorded());
    if (line.high() && !wanted && !entered.raising()) {
      return "a guest is entered with a PMU interrupt that no overflow of its wants (%s on PE %d)"
          .formatted(vcpu, entered.pe());
    }
    if (line.high() || !wanted) {
      return null;
    }
    return "%s is entered without the PMU interrupt that its overflow wants (%s on PE %d)"
        .formatted(
            entered.resident() ? "a guest" : "a guest that does not have its counters",
            vcpu,
            entered.pe());
  }

  /// Where the guest's counters are not in the PE, only KVM's memory knows them.
  private MonitorControls controls(Fact.MonitorsEntered entered) {
    return entered.resident() ? entered.controls() : ideal.controls(entered.vcpu());
  }

  @Override
  public Property copy() {
    return new VirtualLineAccurate(ideal.copy(), new TreeMap<>(lines));
  }
}
