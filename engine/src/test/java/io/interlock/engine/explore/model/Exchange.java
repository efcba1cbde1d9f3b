package io.interlock.engine.explore.model;

import io.interlock.engine.trace.Mix;
import java.util.Arrays;

/// Hashes states of the protocol with a [FreeScheduler] alike that differ only in which pCPU and
/// which vCPU is which.
///
/// The pCPUs, each with its device and channels, are put into the order of hashes in which a vCPU
/// counts by where it occurs first. Then vCPUs are numbered as they occur in that order. Where two
/// pCPUs tie, the order stays open, so not all equal states become one; but never do unequal ones.
final class Exchange {
  private static final int UNSEEN = -1;

  private final MigrationSetup setup;
  private final Hosts hosts;
  private final Queues queues;
  private final FreeScheduler scheduler;
  private final int[] renamed;
  private final int[] order;
  private final long[] keys;
  private int names;

  Exchange(MigrationSetup setup, Hosts hosts, Queues queues, FreeScheduler scheduler) {
    this.setup = setup;
    this.hosts = hosts;
    this.queues = queues;
    this.scheduler = scheduler;
    renamed = new int[setup.vcpus()];
    order = new int[setup.pcpus()];
    keys = new long[setup.pcpus()];
  }

  long hash(long seed) {
    for (int p = 0; p < order.length; p++) {
      forget();
      insert(p, hashOf(p));
    }
    forget();
    long hash = seed;
    for (int p : order) {
      hash = Mix.fold(hash, hashOf(p));
    }
    long nowhere = 0;
    for (int v = 0; v < renamed.length; v++) {
      nowhere += renamed[v] == UNSEEN ? Mix.mix(1 + scheduler.knownOf(v)) : 0;
    }
    boolean choosing = queues.isEnabled(MigrationChannels.choice(setup.pcpus()));
    return Mix.fold(Mix.fold(hash, nowhere), hosts.remaining() << 1 | (choosing ? 1 : 0));
  }

  private void forget() {
    Arrays.fill(renamed, UNSEEN);
    names = 0;
  }

  private void insert(int p, long key) {
    int at = p;
    while (at > 0 && keys[at - 1] > key) {
      keys[at] = keys[at - 1];
      order[at] = order[at - 1];
      at--;
    }
    keys[at] = key;
    order[at] = p;
  }

  private long hashOf(int p) {
    long hash = Mix.absorb(vcpu(scheduler.placedOn(p)), scheduler.askedFor(p));
    for (int field = 0; field < hosts.fields(); field++) {
      int value = hosts.field(p, field);
      hash = Mix.absorb(hash, hosts.holdsVcpu(field) ? vcpu(value) : value);
    }
    for (int kind = 0; kind < MigrationChannels.PER_PCPU; kind++) {
      int channel = MigrationChannels.channel(p, kind);
      int length = queues.length(channel);
      hash = Mix.absorb(hash, length);
      for (int i = 0; i < length; i++) {
        int what = queues.what(channel, i);
        int value = queues.value(channel, i);
        hash = Mix.absorb(hash, what << 8 | (Message.namesVcpu(what >> 4) ? vcpu(value) : value));
      }
    }
    return hash;
  }

  /// The new number of a vCPU, with what is known of it.
  private int vcpu(int v) {
    if (v < 0) {
      return 0;
    }
    if (renamed[v] == UNSEEN) {
      renamed[v] = ++names << 8 | scheduler.knownOf(v);
    }
    return renamed[v];
  }
}
