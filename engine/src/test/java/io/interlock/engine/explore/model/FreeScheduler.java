package io.interlock.engine.explore.model;

import io.interlock.engine.explore.Choices;

/// A scheduler that may do anything at any time: place a vCPU that waits on a pCPU that is idle, or
/// ask for the one that runs. What `vmigrate_pp.pml` leaves open.
final class FreeScheduler {
  static final byte NONE = -1;
  static final int BYTES_PER_VCPU = 2;
  static final int BYTES_PER_PCPU = 2;

  private final MigrationSetup setup;
  private final Queues queues;
  private final byte[] bytes;
  private final int choice;

  // Where its fields are: by vCPU, then by pCPU, then one more.
  private final int out;
  private final int rounds;
  private final int on;
  private final int asked;
  private final int left;

  FreeScheduler(MigrationSetup setup, Queues queues, byte[] bytes, int from, int left) {
    this.setup = setup;
    this.queues = queues;
    this.bytes = bytes;
    this.left = left;
    choice = MigrationChannels.choice(setup.pcpus());
    out = from;
    rounds = out + setup.vcpus();
    on = rounds + setup.vcpus();
    asked = on + setup.pcpus();
  }

  void begin() {
    for (int p = 0; p < setup.pcpus(); p++) {
      bytes[on + p] = NONE;
    }
    offer();
  }

  /// The vCPU that ran on pCPU `p` has left it.
  void done(int p) {
    bytes[out + bytes[on + p]] = 0;
    bytes[on + p] = NONE;
    bytes[left]--;
    offer();
  }

  /// Does one of the things that are possible.
  void act(Choices choices) {
    int alternatives = possible();
    perform(alternatives > 1 ? choices.choose(alternatives) : 0);
    offer();
  }

  /// It acts again, as long as anything is possible.
  private void offer() {
    boolean wants = possible() > 0;
    if (wants && !queues.isEnabled(choice)) {
      queues.send(choice, Message.ACK, 0, 0);
    } else if (!wants && queues.isEnabled(choice)) {
      queues.remove(choice);
    }
  }

  private int possible() {
    int count = 0;
    for (int p = 0; p < setup.pcpus(); p++) {
      if (bytes[on + p] != NONE) {
        count += 1 - bytes[asked + p];
      } else {
        for (int v = 0; v < setup.vcpus(); v++) {
          count += waits(v) ? 1 : 0;
        }
      }
    }
    return bytes[left] == 0 ? 1 : count;
  }

  private boolean waits(int v) {
    return bytes[out + v] == 0 && bytes[rounds + v] < setup.residencies();
  }

  private void perform(int number) {
    int rest = number;
    for (int p = 0; p < setup.pcpus() && bytes[left] > 0; p++) {
      if (bytes[on + p] != NONE) {
        if (bytes[asked + p] == 0 && rest-- == 0) {
          bytes[asked + p] = 1;
          queues.send(toPcpu(p), Message.PREEMPT, 0, 0);
          return;
        }
      } else {
        for (int v = 0; v < setup.vcpus(); v++) {
          if (waits(v) && rest-- == 0) {
            place(v, p);
            return;
          }
        }
      }
    }
    finish();
  }

  private void place(int v, int p) {
    bytes[out + v] = 1;
    bytes[rounds + v]++;
    bytes[on + p] = (byte) v;
    bytes[asked + p] = 0;
    queues.send(toPcpu(p), Message.RUN, 0, v);
  }

  private void finish() {
    bytes[left] = NONE;
    for (int p = 0; p < setup.pcpus(); p++) {
      queues.send(toPcpu(p), Message.STOP, 0, 0);
    }
  }

  private static int toPcpu(int p) {
    return MigrationChannels.channel(p, MigrationChannels.FROM_SCHEDULER);
  }

  /// The vCPU placed on pCPU `p`, or [#NONE].
  int placedOn(int p) {
    return bytes[on + p];
  }

  int askedFor(int p) {
    return bytes[asked + p];
  }

  /// All that it knows of a vCPU, but where it is.
  int knownOf(int v) {
    return bytes[out + v] << 4 | bytes[rounds + v];
  }
}
