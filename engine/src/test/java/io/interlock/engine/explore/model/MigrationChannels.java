package io.interlock.engine.explore.model;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.trace.Mix;

/// The actors and channels of the migration protocol: for each pCPU five channels, and two actors,
/// itself and its device; behind them the scheduler.
final class MigrationChannels implements Channels {
  static final int FROM_DEVICE = 0;
  static final int INTERRUPTS = 1;
  static final int FROM_SCHEDULER = 2;
  static final int TO_DEVICE = 3;
  static final int TO_SCHEDULER = 4;
  static final int PER_PCPU = 5;

  private final int pcpus;
  private final boolean chooses;

  /// @param chooses whether the scheduler has a channel to itself, on which it acts
  MigrationChannels(int pcpus, boolean chooses) {
    this.pcpus = pcpus;
    this.chooses = chooses;
  }

  /// The channel on which a free scheduler acts.
  static int choice(int pcpus) {
    return PER_PCPU * pcpus;
  }

  static int channel(int pcpu, int kind) {
    return PER_PCPU * pcpu + kind;
  }

  static int pcpuOf(int channel) {
    return channel / PER_PCPU;
  }

  static int kindOf(int channel) {
    return channel % PER_PCPU;
  }

  static int pcpu(int pcpu) {
    return 2 * pcpu;
  }

  static int device(int pcpu) {
    return 2 * pcpu + 1;
  }

  int scheduler() {
    return 2 * pcpus;
  }

  @Override
  public int size() {
    return PER_PCPU * pcpus + (chooses ? 1 : 0);
  }

  @Override
  public String sender(int channel) {
    if (channel == choice(pcpus)) {
      return "scheduler!CHOICE";
    }
    int pcpu = pcpuOf(channel);
    return switch (kindOf(channel)) {
      case FROM_DEVICE -> "device" + pcpu;
      case INTERRUPTS -> "pcpu" + pcpu + "!IRQ";
      case FROM_SCHEDULER -> "scheduler";
      default -> "pcpu" + pcpu;
    };
  }

  @Override
  public String receiverName(int channel) {
    if (channel == choice(pcpus)) {
      return "scheduler";
    }
    int pcpu = pcpuOf(channel);
    return switch (kindOf(channel)) {
      case TO_DEVICE -> "device" + pcpu;
      case TO_SCHEDULER -> "scheduler";
      default -> "pcpu" + pcpu;
    };
  }

  @Override
  public int receiver(int channel) {
    if (channel == choice(pcpus)) {
      return scheduler();
    }
    int pcpu = pcpuOf(channel);
    return switch (kindOf(channel)) {
      case TO_DEVICE -> device(pcpu);
      case TO_SCHEDULER -> scheduler();
      default -> pcpu(pcpu);
    };
  }

  @Override
  public int find(String sender, String receiver) {
    for (int channel = 0; channel < size(); channel++) {
      if (sender(channel).equals(sender) && receiverName(channel).equals(receiver)) {
        return channel;
      }
    }
    return -1;
  }

  @Override
  public long hash(int channel) {
    return Mix.fold(Mix.text(sender(channel)), Mix.text(receiverName(channel)));
  }
}
