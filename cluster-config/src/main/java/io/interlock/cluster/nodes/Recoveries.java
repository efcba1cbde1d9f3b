package io.interlock.cluster.nodes;

import io.interlock.cluster.fleet.FleetResult.Recovery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;

/// What it took to bring groups of hosts back that began without their past.
///
/// Groups that come back while the fleet waits in one window are one recovery. It begins with the
/// first order that one of them did not answer, and ends when the last is where it was.
final class Recoveries {
  private static final double NANOS = 1e9;

  private final IntUnaryOperator hostsOf;
  private final LongSupplier nanoClock;
  private final long[] askedNanos;
  private final boolean[] heard;
  private final List<Recovery> over = new ArrayList<>();
  private int nodesLost;
  private boolean afterLoss;
  private final BitSet groups = new BitSet();
  private boolean resumed = true;
  private long begunNanos;
  private long recalledNanos;
  private long caughtUpNanos;
  private long windows;

  /// @param groups how many there are
  /// @param hostsOf how many hosts a group has
  /// @param nanoClock of the wall
  Recoveries(int groups, IntUnaryOperator hostsOf, LongSupplier nanoClock) {
    this.hostsOf = hostsOf;
    this.nanoClock = nanoClock;
    askedNanos = new long[groups];
    heard = new boolean[groups];
  }

  /// All groups are asked for something.
  void asked() {
    Arrays.fill(askedNanos, nanoClock.getAsLong());
  }

  /// A group has answered as it should.
  void answered(int group) {
    heard[group] = true;
  }

  /// A node has left the cluster.
  void nodeLost() {
    nodesLost++;
  }

  /// A group has to go through so many windows again.
  void behind(int group, long missed) {
    if (groups.isEmpty()) {
      begunNanos = Long.MAX_VALUE;
      recalledNanos = nanoClock.getAsLong();
      windows = 0;
      resumed = true;
    }
    if (!groups.get(group)) {
      groups.set(group);
      resumed &= !heard[group];
      begunNanos = Math.min(begunNanos, askedNanos[group]);
    }
    windows = Math.max(windows, missed);
  }

  /// A group is where it was.
  void caughtUp(int group) {
    if (groups.get(group)) {
      caughtUpNanos = nanoClock.getAsLong();
    }
  }

  /// All groups have answered.
  void complete() {
    // A group may have answered just before it was lost, and is missed in the next window.
    boolean lost = !groups.isEmpty() && (nodesLost > 0 || afterLoss);
    if (!groups.isEmpty()) {
      String cause = lost ? "lost" : resumed ? "resumed" : "moved";
      over.add(
          new Recovery(
              cause,
              (caughtUpNanos - begunNanos) / NANOS,
              (caughtUpNanos - recalledNanos) / NANOS,
              windows,
              groups.stream().map(hostsOf).sum()));
      groups.clear();
      nodesLost = 0;
    }
    afterLoss = lost;
  }

  /// Those that are over.
  List<Recovery> all() {
    return List.copyOf(over);
  }
}
