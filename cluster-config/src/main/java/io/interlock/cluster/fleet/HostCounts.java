package io.interlock.cluster.fleet;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.FleetNews;
import io.interlock.engine.trace.Observer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counts what the VMs of one host do, and keeps what it has to tell.
///
/// There are a thousand hosts and ten times as many VMs, so this counts little.
final class HostCounts implements Observer {
  private static final long NEVER = -1;
  private static final Set<Class<?>> HEARD =
      Set.of(
          Fact.ThreadQueued.class,
          Fact.ThreadSwitchedIn.class,
          Fact.ThreadSwitchedOut.class,
          Fact.GuestExited.class,
          Fact.InterruptHandled.class,
          Fact.EntryFailed.class,
          Fact.LeftOut.class,
          Fact.CallRefused.class,
          FleetNews.VmStopped.class);

  private final int host;
  private final long[] busyPicos;
  private final long[] busySince;
  private final List<HostReport> reports = new ArrayList<>();
  private @Nullable Vm[] byNumber = new Vm[0];
  private int sequence;

  /// What is counted of one VM.
  private static final class Vm {
    private final int firstThread;
    private final long[] since;
    private final boolean[] runs;
    private long cpuPicos;
    private long stealPicos;
    private long exits;
    private long interrupts;
    private long migrations;
    private long failEntries;

    private Vm(int firstThread, int vcpus) {
      this.firstThread = firstThread;
      since = new long[vcpus];
      runs = new boolean[vcpus];
      Arrays.fill(since, NEVER);
    }

    private void settle(int vcpu, long now) {
      if (since[vcpu] != NEVER) {
        cpuPicos += runs[vcpu] ? now - since[vcpu] : 0;
        stealPicos += runs[vcpu] ? 0 : now - since[vcpu];
        since[vcpu] = NEVER;
      }
    }

    private VmCounts until(long now) {
      long cpu = cpuPicos;
      long steal = stealPicos;
      for (int vcpu = 0; vcpu < since.length; vcpu++) {
        long open = since[vcpu] == NEVER ? 0 : now - since[vcpu];
        cpu += runs[vcpu] ? open : 0;
        steal += runs[vcpu] ? 0 : open;
      }
      return new VmCounts(cpu, steal, exits, interrupts, migrations, failEntries);
    }
  }

  HostCounts(int host, int pes) {
    this.host = host;
    busyPicos = new long[pes];
    busySince = new long[pes];
    Arrays.fill(busySince, NEVER);
  }

  /// Goes on from what another has counted of this host.
  void goOnFrom(HostCounts before) {
    System.arraycopy(before.busyPicos, 0, busyPicos, 0, busyPicos.length);
    System.arraycopy(before.busySince, 0, busySince, 0, busySince.length);
    reports.addAll(before.reports);
    byNumber = before.byNumber;
    sequence = before.sequence;
  }

  /// A VM comes.
  void add(int number, int firstThread, int vcpus) {
    if (number >= byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, number + 1);
    }
    byNumber[number] = new Vm(firstThread, vcpus);
  }

  /// Takes the reports since this was last asked.
  List<HostReport> takeReports() {
    if (reports.isEmpty()) {
      return List.of();
    }
    List<HostReport> taken = List.copyOf(reports);
    reports.clear();
    return taken;
  }

  /// What a VM did until `now`.
  VmCounts of(int number, long now) {
    Vm vm = byNumber[number];
    return vm == null ? VmCounts.ZERO : vm.until(now);
  }

  /// For how long threads ran on a PE until `now`.
  long busyPicos(int pe, long now) {
    return busyPicos[pe] + (busySince[pe] == NEVER ? 0 : now - busySince[pe]);
  }

  @Override
  public boolean hears(Class<?> fact) {
    return HEARD.contains(fact);
  }

  @Override
  public void stated(long atPicos, String actor, Object fact) {
    switch (fact) {
      case Fact.ThreadQueued(VcpuId vcpu, _) -> begins(vcpu, false, atPicos);
      case Fact.ThreadSwitchedIn(VcpuId vcpu, int pe, boolean migrated) -> {
        begins(vcpu, true, atPicos);
        of(vcpu).migrations += migrated ? 1 : 0;
        busySince[pe] = atPicos;
      }
      case Fact.ThreadSwitchedOut(VcpuId vcpu, int pe, _) -> {
        of(vcpu).settle(indexOf(vcpu), atPicos);
        busyPicos[pe] += atPicos - busySince[pe];
        busySince[pe] = NEVER;
      }
      case Fact.GuestExited(VcpuId vcpu, _, _) -> of(vcpu).exits++;
      case Fact.InterruptHandled(VcpuId vcpu, _, _) -> of(vcpu).interrupts++;
      case Fact.EntryFailed(VcpuId vcpu, _) -> of(vcpu).failEntries++;
      case Fact.LeftOut(VcpuId vcpu, String exit) ->
          report(atPicos, new HostReport.News.LeftOut(vcpu.vm(), vcpu.index(), exit));
      case Fact.CallRefused(int vm, String call, int result) ->
          report(atPicos, new HostReport.News.Refused(vm, call, result));
      case FleetNews.VmStopped(int vm, var state) ->
          report(atPicos, new HostReport.News.Stopped(vm, state));
      default -> {}
    }
  }

  private void report(long atPicos, HostReport.News news) {
    reports.add(new HostReport(host, atPicos, sequence++, news));
  }

  private void begins(VcpuId vcpu, boolean runs, long now) {
    Vm vm = of(vcpu);
    int index = indexOf(vcpu);
    vm.settle(index, now);
    vm.since[index] = now;
    vm.runs[index] = runs;
  }

  private int indexOf(VcpuId vcpu) {
    return vcpu.thread() - of(vcpu).firstThread;
  }

  private Vm of(VcpuId vcpu) {
    Vm vm = byNumber[vcpu.vm()];
    if (vm == null) {
      throw new IllegalStateException(vcpu + " never came to host " + host);
    }
    return vm;
  }
}
