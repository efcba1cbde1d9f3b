package io.interlock.actors.fact;

import io.interlock.engine.trace.Observer;
import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.kvm.transcript.GicCalls;
import io.interlock.hypervisor.uapi.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.IntCountsHistogram;

/// Counts what the vCPUs and PEs of one host do, from the facts that they state.
public final class HostStatistics implements Observer {
  private static final long NONE = WaitingInterrupts.NONE;

  /// What is not counted, beside all that concerns a guest's own PMU.
  private static final Set<Class<?>> UNHEARD =
      Set.of(
          Fact.GuestModeLeft.class,
          Fact.StepPassed.class,
          Fact.RequestsSeen.class,
          Fact.ApListLeft.class,
          Fact.ContextLoaded.class,
          Fact.ContextPut.class,
          Fact.EmulatedRead.class,
          Fact.OfProfiling.BytesWritten.class);

  private final List<VcpuId> vcpus;

  /// SPIs of PMUs: the number of the VM, and the INTID in the lower half.
  private final Set<Long> monitorSpis = new HashSet<>();
  private final VcpuCounts[] byThread;
  private final PeCounts[] byPe;
  private final IntCountsHistogram[] latencies;
  private final IntCountsHistogram[] peLatencies;
  private final int[] firstThreadOfVm;
  private final MonitorCounts[] monitors;
  private final List<String> notes = new ArrayList<>();
  private final RunExits runExits = new RunExits();
  private final InterruptStages stages;
  private final WaitingInterrupts[] devices;
  private final SpeStatistics profiling = new SpeStatistics();
  private final HostEventCounts hostEvents = new HostEventCounts();

  /// Statistics of a host with these vCPUs, in the order of their threads, and so many PEs.
  public HostStatistics(List<VcpuId> vcpus, int pes) {
    this.vcpus = List.copyOf(vcpus);
    this.byThread = new VcpuCounts[vcpus.size()];
    this.byPe = new PeCounts[pes];
    int vms = vcpus.stream().mapToInt(VcpuId::vm).max().orElse(-1) + 1;
    this.latencies = new IntCountsHistogram[vms];
    this.peLatencies = new IntCountsHistogram[pes];
    this.firstThreadOfVm = new int[vms];
    this.monitors = new MonitorCounts[vms];
    this.devices = new WaitingInterrupts[vms];
    Arrays.setAll(devices, _ -> new WaitingInterrupts());
    this.stages = new InterruptStages(vcpus.size(), pes, vms);
    Arrays.setAll(monitors, _ -> new MonitorCounts());
    Arrays.setAll(byThread, _ -> new VcpuCounts());
    Arrays.setAll(byPe, _ -> new PeCounts());
    for (VcpuId vcpu : vcpus) {
      if (vcpu.index() == 0) {
        firstThreadOfVm[vcpu.vm()] = vcpu.thread();
      }
    }
  }

  @Override
  public boolean hears(Class<?> fact) {
    return !UNHEARD.contains(fact) && !Fact.OfMonitors.class.isAssignableFrom(fact);
  }

  @Override
  public void stated(long atPicos, String actor, Object fact) {
    if (!(fact instanceof Fact stated)) {
      return;
    }
    switch (stated) {
      case Fact.ThreadQueued(VcpuId vcpu, _) -> of(vcpu).queuedAt = atPicos;
      case Fact.ThreadSwitchedIn(VcpuId vcpu, int pe, boolean migrated) -> {
        switchedIn(of(vcpu), byPe[pe], atPicos, migrated);
        stages.switchedIn(vcpu.thread(), pe, atPicos);
      }
      case Fact.ThreadSwitchedOut(VcpuId vcpu, int pe, _) ->
          switchedOut(of(vcpu), byPe[pe], atPicos);
      case Fact.GuestEntered(VcpuId vcpu, _) -> of(vcpu).time.entered(atPicos);
      case Fact.GuestExited(VcpuId vcpu, _, ExitReason reason) -> {
        of(vcpu).exits++;
        of(vcpu).exitedAt = atPicos;
        stages.left(vcpu.thread(), atPicos);
        of(vcpu).time.left(atPicos, reason);
      }
      case Fact.EntryFailed(VcpuId vcpu, int pe) -> {
        of(vcpu).failEntries++;
        runExits.failedEntry(vcpu, pe);
      }
      case Fact.InterruptRaised(VcpuId sender, int target, int intid) ->
          byThread[firstThreadOfVm[sender.vm()] + target].waiting.raised(
              intid, sentAt(sender, atPicos));
      case Fact.InterruptHandled(VcpuId vcpu, int intid, long since) ->
          handled(vcpu, intid, since, atPicos);
      case Fact.HostInterruptRaised(int pe, int intid, long since) ->
          byPe[pe].waiting.raised(intid, atPicos - since);
      case Fact.HostInterruptWithdrawn(int pe, int intid) -> byPe[pe].waiting.withdrawn(intid);
      case Fact.HostInterrupt(int pe, int intid) -> taken(pe, intid, atPicos);
      case Fact.EventSourceRegistered _, Fact.PoweredOff _, Fact.VcpuConfigured _ -> {}
      case Fact.LeftOut _, Fact.ThreadEnded _ -> {}
      case Fact.UndefinedAccess(VcpuId vcpu, _, _) -> monitors[vcpu.vm()].undefined();
      case Fact.Reported(VcpuId vcpu, String label, long value) ->
          monitors[vcpu.vm()].reported(label, value);
      case Fact.CallRefused(int vm, String call, int result) -> refused(vm, call, result);
      case Fact.CallMade(int vm, String call, long result) ->
          notes.add("%s: %s = %s".formatted(nameOf(vm), call, GicCalls.result(call, result)));
      case Fact.DeviceRaised(int vm, int intid, _, _) -> devices[vm].raised(intid, atPicos);
      case Fact.DeviceServed(int vm, int intid) -> devices[vm].withdrawn(intid);
      case Fact.RequestMade(VcpuId vcpu, _) -> stages.requested(vcpu.thread(), atPicos);
      case Fact.EmulatedRead _, Fact.RequestsSeen _, Fact.ApListLeft _ -> {}
      case Fact.TurnedOn _, Fact.ResetDue _, Fact.BegunAnew _ -> {}
      case Fact.VmHalted _, Fact.VmResumed _, Fact.SleepsOverTimer _ -> {}
      case Fact.HostCounted counted -> hostEvents.counted(counted);
      case Fact.GicWritten _, Fact.InterruptEnded _, Fact.DeviceAttached _ -> {}
      case Fact.GicBegins _, Fact.InterruptRestored _ -> {}
      case Fact.MonitorSpi(int vm, int intid) -> monitorSpis.add((long) vm << 32 | intid);
      case Fact.OfProfiling.LimitReached(int vm, long needed, long most) ->
          runExits.limitReached(nameOf(vm), needed, most);
      case Fact.OfProfiling ofProfiling -> profiling.stated(atPicos, ofProfiling);
      case Fact.GuestModeLeft _,
          Fact.StepPassed _,
          Fact.ContextLoaded _,
          Fact.ContextPut _,
          Fact.OfMonitors _ -> {}
    }
  }

  private VcpuCounts of(VcpuId vcpu) {
    return byThread[vcpu.thread()];
  }

  /// When the guest wrote ICC_SGI1R_EL1, which made it exit.
  private long sentAt(VcpuId sender, long now) {
    long exitedAt = of(sender).exitedAt;
    return exitedAt == NONE ? now : exitedAt;
  }

  private static void switchedIn(VcpuCounts vcpu, PeCounts pe, long now, boolean migrated) {
    if (vcpu.queuedAt != NONE) {
      vcpu.stealPicos += now - vcpu.queuedAt;
      vcpu.queuedAt = NONE;
    }
    vcpu.runningSince = now;
    vcpu.migrations += migrated ? 1 : 0;
    pe.busySince = now;
    pe.switches++;
  }

  private void refused(int vm, String call, int result) {
    notes.add(
        "%s: KVM refused %s with %s (%d); its vCPUs do not run"
            .formatted(nameOf(vm), call, Errno.named(result), result));
  }

  private String nameOf(int vm) {
    return vcpus.get(firstThreadOfVm[vm]).vmName();
  }

  private static void switchedOut(VcpuCounts vcpu, PeCounts pe, long now) {
    vcpu.time.switchedOut(now);
    vcpu.cpuPicos += now - vcpu.runningSince;
    vcpu.runningSince = NONE;
    pe.busyPicos += now - pe.busySince;
    pe.busySince = NONE;
  }

  private void handled(VcpuId id, int intid, long since, long now) {
    VcpuCounts vcpu = of(id);
    vcpu.interrupts++;
    // The timer knows since when; no other device of a vCPU has a private interrupt.
    if ((IntId.isPpi(intid) && since == NONE)
        || monitorSpis.contains((long) id.vm() << 32 | intid)) {
      monitors[id.vm()].interrupted();
    }
    long waited =
        IntId.isSgi(intid)
            ? vcpu.waiting.taken(intid, now)
            : IntId.isSpi(intid) ? devices[id.vm()].taken(intid, now) : since;
    record(latenciesOf(id.vm()), waited);
    stages.handled(id, intid, waited == NONE ? NONE : now - waited, since != NONE, now);
  }

  private void taken(int pe, int intid, long now) {
    byPe[pe].interrupts++;
    long waited = byPe[pe].waiting.taken(intid, now);
    record(peLatenciesOf(pe), waited);
    stages.hostInterrupt(pe, intid, waited, now);
  }

  private static void record(IntCountsHistogram histogram, long picos) {
    if (picos != NONE) {
      histogram.recordValue(picos / 1000);
    }
  }

  /// Nanoseconds from the cause of an interrupt to the guest's handler, for one VM.
  public IntCountsHistogram latenciesOf(int vm) {
    return at(latencies, vm);
  }

  /// Nanoseconds from the raising of a physical interrupt ([Fact.HostInterruptRaised]) to the
  /// host's handler, for one PE.
  public IntCountsHistogram peLatenciesOf(int pe) {
    return at(peLatencies, pe);
  }

  /// Where the time of the guests' interrupts has gone.
  public InterruptStages stages() {
    return stages;
  }

  private static IntCountsHistogram at(IntCountsHistogram[] histograms, int index) {
    if (histograms[index] == null) {
      histograms[index] = new IntCountsHistogram(2);
      histograms[index].setAutoResize(true);
    }
    return histograms[index];
  }

  /// Where time of one VM's vCPUs has gone until `nowPicos`.
  public GuestTimes timesOf(int vm, long nowPicos) {
    GuestTimes times = GuestTimes.ZERO;
    for (VcpuId vcpu : vcpus) {
      if (vcpu.vm() == vm) {
        times = times.plus(of(vcpu).time.until(nowPicos));
      }
    }
    return times;
  }

  /// What the guests of one VM did with their performance monitors.
  public MonitorCounts monitorsOf(int vm) {
    return monitors[vm];
  }

  /// What the user should know about the run.
  public List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    all.addAll(runExits.sentences());
    return List.copyOf(all);
  }

  /// What the host's perf events have counted.
  public HostEventCounts hostEvents() {
    return hostEvents;
  }

  /// What statistical profiling did for its VMs.
  public SpeStatistics profiling() {
    return profiling;
  }

  /// What one VM has done until `nowPicos`.
  public VcpuTotals totalsOf(int vm, long nowPicos) {
    VcpuTotals totals = VcpuTotals.ZERO;
    for (VcpuId vcpu : vcpus) {
      if (vcpu.vm() == vm) {
        totals = totals.plus(of(vcpu).totals(nowPicos));
      }
    }
    return totals;
  }

  /// What one PE has done until `nowPicos`.
  public PeTotals peTotals(int pe, long nowPicos) {
    PeCounts counts = byPe[pe];
    long busy = counts.busyPicos + (counts.busySince == NONE ? 0 : nowPicos - counts.busySince);
    return new PeTotals(busy, counts.interrupts, counts.switches);
  }

  /// Sums over vCPUs; times in picoseconds.
  public record VcpuTotals(
      long cpuPicos,
      long stealPicos,
      long exits,
      long interrupts,
      long migrations,
      long failEntries) {
    static final VcpuTotals ZERO = new VcpuTotals(0, 0, 0, 0, 0, 0);

    VcpuTotals plus(VcpuTotals other) {
      return new VcpuTotals(
          cpuPicos + other.cpuPicos,
          stealPicos + other.stealPicos,
          exits + other.exits,
          interrupts + other.interrupts,
          migrations + other.migrations,
          failEntries + other.failEntries);
    }
  }

  /// What a PE did.
  public record PeTotals(long busyPicos, long interrupts, long switches) {}

  private static final class VcpuCounts {
    private long queuedAt = NONE;
    private long exitedAt = NONE;
    private long runningSince = NONE;
    private long cpuPicos;
    private long stealPicos;
    private long exits;
    private long interrupts;
    private long migrations;
    private long failEntries;
    private final WaitingInterrupts waiting = new WaitingInterrupts();
    private final GuestTime time = new GuestTime();

    private VcpuTotals totals(long now) {
      long running = runningSince == NONE ? 0 : now - runningSince;
      long waiting = queuedAt == NONE ? 0 : now - queuedAt;
      return new VcpuTotals(
          cpuPicos + running, stealPicos + waiting, exits, interrupts, migrations, failEntries);
    }
  }

  private static final class PeCounts {
    private final WaitingInterrupts waiting = new WaitingInterrupts();
    private long busySince = NONE;
    private long busyPicos;
    private long interrupts;
    private long switches;
  }
}
