package io.interlock.cluster.live;

import io.interlock.cluster.fleet.FleetPlan;
import io.interlock.cluster.fleet.HostKind;
import io.interlock.cluster.fleet.HostLoad;
import io.interlock.hardware.topology.CoreType;
import java.util.Arrays;
import java.util.List;

/// How busy the cores of each type were of late, host by host.
final class HeatMap {
  /// Nothing is known yet.
  static final int UNKNOWN = -1;

  private final FleetPlan plan;
  private final int[] firstCell;
  private final int[] percent;
  private final long[] nowPicos;
  private final long[] busyPicos;

  /// Of a fleet that has not begun.
  HeatMap(FleetPlan plan) {
    this.plan = plan;
    int hosts = plan.hosts().size();
    firstCell = new int[hosts + 1];
    for (int host = 0; host < hosts; host++) {
      firstCell[host + 1] = firstCell[host] + kind(host).coreTypes().size();
    }
    percent = new int[firstCell[hosts]];
    Arrays.fill(percent, UNKNOWN);
    busyPicos = new long[firstCell[hosts]];
    nowPicos = new long[hosts];
  }

  private HeatMap(HeatMap before) {
    plan = before.plan;
    firstCell = before.firstCell;
    percent = before.percent.clone();
    nowPicos = before.nowPicos.clone();
    busyPicos = before.busyPicos.clone();
  }

  /// The same, later.
  HeatMap after(List<HostLoad> loads) {
    HeatMap after = new HeatMap(this);
    loads.forEach(after::add);
    return after;
  }

  private void add(HostLoad load) {
    int host = load.host();
    long picos = load.nowPicos() - nowPicos[host];
    if (picos < 0) {
      // The host began anew on another node, and goes through its past.
      Arrays.fill(busyPicos, firstCell[host], firstCell[host + 1], 0);
      picos = load.nowPicos();
    }
    if (picos == 0) {
      return;
    }
    nowPicos[host] = load.nowPicos();
    List<CoreType> types = kind(host).coreTypes();
    for (int type = 0; type < types.size(); type++) {
      int cell = firstCell[host] + type;
      long busy = load.busyPicos().get(type);
      double most = (double) picos * kind(host).cpus(types.get(type));
      percent[cell] = (int) Math.round(Math.clamp((busy - busyPicos[cell]) / most, 0, 1) * 100);
      busyPicos[cell] = busy;
    }
  }

  private HostKind kind(int host) {
    return plan.hosts().get(host).kind();
  }

  /// How busy the cores of one type are on a host, in percent, or [#UNKNOWN].
  ///
  /// @param type its place in [HostKind#coreTypes()]
  int percent(int host, int type) {
    return percent[firstCell[host] + type];
  }

  /// For how long they have been busy in all.
  long busyPicos(int host, int type) {
    return busyPicos[firstCell[host] + type];
  }

  /// To where the host had come.
  long nowPicos(int host) {
    return nowPicos[host];
  }

  /// Whether it shows the same of a host.
  boolean sameOf(int host, HeatMap other) {
    int from = firstCell[host];
    int to = firstCell[host + 1];
    return Arrays.equals(percent, from, to, other.percent, from, to);
  }
}
