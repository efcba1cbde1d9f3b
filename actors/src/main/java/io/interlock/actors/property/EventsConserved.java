package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.SysReg;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a guest reads from its counters is what a PMU of its own would hold; and what the host's
/// kernel does is counted by those of its events that have a counter.
///
/// Event counters are compared in their lower 32 bits, which all versions of the PMU have.
final class EventsConserved implements Property {
  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private final IdealMonitors ideal;

  EventsConserved() {
    this(new IdealMonitors());
  }

  private EventsConserved(IdealMonitors ideal) {
    this.ideal = ideal;
  }

  @Override
  public String name() {
    return Properties.EVENTS_CONSERVED.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return IdealMonitors.followedAnd(Set.of(Fact.MonitorRead.class, Fact.HostEventsStood.class));
  }

  @Override
  public @Nullable String observe(Fact fact) {
    VcpuId _ = ideal.follow(fact);
    return switch (fact) {
      case Fact.MonitorRead(VcpuId vcpu, SysReg register, long value) ->
          read(vcpu, register, value);
      case Fact.HostEventsStood(int pe, long counters, String why) ->
          "an event of the host has a counter and is not counted, %s (PE %d: 0x%x)"
              .formatted(why, pe, counters);
      default -> null;
    };
  }

  private @Nullable String read(VcpuId vcpu, SysReg register, long value) {
    SysReg reached = ideal.of(vcpu).reached(register);
    boolean cycles = reached.name().equals("PMCCNTR_EL0");
    if (!cycles && !reached.name().startsWith("PMEVCNTR")) {
      return null;
    }
    long mask = cycles ? -1 : LOW_HALF;
    long expected = ideal.of(vcpu).read(register, ExceptionLevel.EL1) & mask;
    long found = value & mask;
    if (found == expected) {
      return null;
    }
    return "%s (%s reads %d from %s; %d would be right)"
        .formatted(
            kind(cycles, found, cycles ? found - expected : (int) (found - expected)),
            vcpu,
            found,
            reached,
            expected);
  }

  /// A counter wraps, so that it is behind or ahead by the shorter way round.
  private static String kind(boolean cycles, long found, long ahead) {
    String which = cycles ? "the cycle counter" : "a counter";
    if (found == 0) {
      return which + " has counted nothing";
    }
    return which + (ahead < 0 ? " has missed events" : " has counted what did not happen to it");
  }

  @Override
  public Property copy() {
    return new EventsConserved(ideal.copy());
  }
}
