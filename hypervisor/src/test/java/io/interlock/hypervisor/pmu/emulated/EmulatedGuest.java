package io.interlock.hypervisor.pmu.emulated;

import io.interlock.hardware.pmu.CommonEvents;
import io.interlock.hardware.pmu.EventMix;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.perf.HostPerf;
import io.interlock.hypervisor.perf.PerfContext;
import io.interlock.hypervisor.perf.PerfEvent;
import io.interlock.hypervisor.perf.ThreadPerf;
import io.interlock.hypervisor.pmu.uapi.EventFilter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A guest with an emulated PMU, alone on a PE with as many counters, while perf's interrupts are
/// taken at once.
final class EmulatedGuest implements MonitoredGuest {
  static final int HOST_PMU = 8;
  private static final int COUNTERS = 6;
  private static final EventMix MIX =
      EventMix.of(Map.of(PmuEvent.INST_RETIRED, 1000, PmuEvent.MEM_ACCESS, 250));

  final RegisterFile saved = new RegisterFile();
  final EmulatedPmu pmu;
  final HostPerf perf;
  private final Pmu hardware;
  private final PerfContext thread = new PerfContext();
  private long ran;
  private int kicks;

  EmulatedGuest(PmuVersion version) {
    this(version, null);
  }

  EmulatedGuest(PmuVersion version, @Nullable EventFilter filter) {
    RegisterFile file = new RegisterFile();
    file.assign(SysReg.named("MDCR_EL2"), COUNTERS);
    hardware = new Pmu(file, PmuModel.plain(COUNTERS, version));
    perf = HostPerf.onReset(hardware, HOST_PMU, true, 0x8000_003FL);
    perf.scheduleIn(thread, 0);
    GuestPmu guest =
        new GuestPmu(
            HOST_PMU, 23, version, COUNTERS, CommonEvents.of(version, 0), 0, filter, false);
    pmu = new EmulatedPmu(saved, guest);
    perf.enterGuest();
  }

  ThreadPerf perf() {
    return new ThreadPerf(perf, thread, ran);
  }

  @Override
  public void set(String register, long value) {
    pmu.write(SysReg.named(register), value, perf());
  }

  @Override
  public long get(String register) {
    return pmu.read(SysReg.named(register), perf());
  }

  /// Computes at EL1; KVM sees each overflow when it happens.
  @Override
  public void run(long cycles) {
    run(cycles, ExceptionLevel.EL1);
  }

  void run(long cycles, ExceptionLevel at) {
    long left = cycles;
    while (left > 0) {
      long stretch = Math.min(left, hardware.cyclesUntilInterrupt(MIX, ran, at));
      long _ = hardware.run(MIX, ran, stretch, at);
      ran += stretch;
      left -= stretch;
      if (hardware.interruptLine()) {
        for (PerfEvent event : perf.interrupt(ran)) {
          kicks += pmu.overflowed(event, perf()) ? 1 : 0;
        }
      }
    }
  }

  @Override
  public boolean interruptLine() {
    return pmu.overflowStatus();
  }

  @Override
  public int kicks() {
    return kicks;
  }
}
