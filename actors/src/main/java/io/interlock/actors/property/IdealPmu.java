package io.interlock.actors.property;

import io.interlock.actors.fact.MonitorControls;
import io.interlock.hardware.pmu.EventMix;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.pmu.uapi.DeniedEvents;
import io.interlock.hypervisor.pmu.uapi.EventFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The PMU that a vCPU would have if it had to share it with nobody.
///
/// What the guest runs is added up, and counted when somebody asks: the pieces into which exits cut
/// it make no difference.
final class IdealPmu {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg SPLIT = SysReg.named("MDCR_EL2");
  private static final SysReg INTERRUPTS = SysReg.named("PMINTENSET_EL1");
  private static final long ONE_SHOT = CONTROL.field("P").mask() | CONTROL.field("C").mask();
  private static final List<SysReg> TYPES =
      Stream.concat(
              Stream.of(SysReg.named("PMCCFILTR_EL0")),
              IntStream.range(0, Pmu.CYCLE_COUNTER)
                  .mapToObj(RegisterFamily.of("PMEVTYPER", "_EL0")::member))
          .toList();
  private static final PmuModel UNSHARED = PmuModel.plain(Pmu.CYCLE_COUNTER, PmuVersion.V3P5);

  /// What ran and is not counted yet.
  private record Stretch(EventMix mix, long from, long cycles, ExceptionLevel at) {
    boolean goesOn(EventMix nextMix, long nextFrom, ExceptionLevel nextAt) {
      return nextMix == mix
          && nextAt == at
          && nextFrom % EventMix.PERIOD_CYCLES == (from + cycles) % EventMix.PERIOD_CYCLES;
    }
  }

  private final RegisterFile file;
  private final Pmu pmu;
  private int counters;
  private int intid;
  private transient @Nullable DeniedEvents denied;
  private @Nullable Stretch uncounted;
  private transient @Nullable MonitorControls controls;

  IdealPmu() {
    this(new RegisterFile());
    file.assign(SPLIT, SPLIT.field("HPMN").mask());
  }

  private IdealPmu(RegisterFile file) {
    this.file = file;
    this.pmu = new Pmu(file, UNSHARED);
  }

  private IdealPmu(IdealPmu other) {
    this.file = other.file.copy();
    this.pmu = other.pmu.over(file);
    this.counters = other.counters;
    this.intid = other.intid;
    this.denied = other.denied;
    this.uncounted = other.uncounted;
    this.controls = other.controls;
  }

  IdealPmu copy() {
    return new IdealPmu(this);
  }

  /// KVM gives the guest so many event counters, and them this interrupt.
  void give(int given, int itsIntid) {
    counters = given;
    intid = itsIntid;
    controls = null;
  }

  /// KVM lets the guest count no other events than these.
  void deny(EventFilter filter) {
    denied = new DeniedEvents(filter);
    controls = null;
  }

  int counters() {
    return counters;
  }

  int intid() {
    return intid;
  }

  /// A register has this value when the guest begins.
  void set(SysReg register, long value) {
    settle();
    file.assign(register, register == CONTROL ? value & ~ONE_SHOT : value);
    controls = null;
  }

  /// The guest writes a register.
  void write(SysReg register, long value) {
    settle();
    pmu.write(register, value, ExceptionLevel.EL1);
    controls = null;
  }

  /// The guest runs.
  void run(EventMix mix, long from, long cycles, ExceptionLevel at) {
    Stretch before = uncounted;
    if (before != null && before.goesOn(mix, from, at)) {
      uncounted = new Stretch(mix, before.from(), before.cycles() + cycles, at);
    } else {
      settle();
      uncounted = new Stretch(mix, from, cycles, at);
    }
  }

  private void settle() {
    Stretch ran = uncounted;
    if (ran != null) {
      uncounted = null;
      filtered(() -> pmu.run(ran.mix(), ran.from(), ran.cycles(), ran.at()));
    }
  }

  /// An event happens that no computing tells.
  void count(int event, long times, ExceptionLevel at) {
    settle();
    filtered(() -> pmu.count(event, times, at));
  }

  /// Does something with registers as hardware is to have them, where a filter denies events.
  private void filtered(LongSupplier action) {
    DeniedEvents rule = denied;
    if (rule == null) {
      long _ = action.getAsLong();
      return;
    }
    Map<SysReg, Long> written = new HashMap<>();
    for (SysReg type : TYPES) {
      written.put(type, file.read(type));
      file.assign(type, rule.applied(type, file.read(type)));
    }
    long _ = action.getAsLong();
    written.forEach(file::assign);
  }

  /// The PMU as it is now.
  Pmu pmu() {
    settle();
    return pmu;
  }

  /// The level of its interrupt (`CheckPMUOverflowCondition`).
  boolean interruptLine() {
    return file.read(INTERRUPTS) != 0 && pmu().interruptLine();
  }

  /// What the guest has made it do.
  MonitorControls controls() {
    if (controls == null) {
      DeniedEvents rule = denied;
      controls =
          MonitorControls.of(
              counters,
              register -> {
                long value = pmu.read(register, ExceptionLevel.EL2);
                return rule != null && TYPES.contains(register)
                    ? rule.applied(register, value)
                    : value;
              });
    }
    return controls;
  }
}
