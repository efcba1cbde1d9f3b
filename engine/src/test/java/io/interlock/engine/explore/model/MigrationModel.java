package io.interlock.engine.explore.model;

import static io.interlock.engine.explore.model.MigrationChannels.kindOf;
import static io.interlock.engine.explore.model.MigrationChannels.pcpuOf;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.trace.Mix;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// vCPUs that migrate between pCPUs, as a world without actors: the graph that SPIN, TLC and
/// Concuerror have counted, delivery by delivery, and as fast as Java goes.
///
/// A scheduler places vCPUs first come, first served, and sends a preempt request right behind. A
/// pCPU loads a vCPU by writing its registers to a device one by one, each acknowledged, and puts
/// it by reading them back. Interrupts arrive at any time and must reach a vCPU that is fully
/// loaded.
public final class MigrationModel implements World {
  private static final int[] NONE = {};

  private final MigrationSetup setup;
  private final MigrationChannels channels;
  private final Queues queues;
  private final Hosts hosts;
  private final State initial;
  private final @Nullable Exchange exchange;
  private final int[][] alone;
  private final int[] everybody;
  private int steps;
  private int lastReceiver;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record State(byte[] hosts, Queues.Saved queues, int steps) implements Saved {}

  /// The protocol at its beginning.
  public MigrationModel(MigrationSetup setup) {
    this(setup, false);
  }

  /// The protocol at its beginning.
  ///
  /// @param symmetric whether states that differ only in which pCPU and which vCPU is which have
  ///     the same hash; for a free scheduler only
  public MigrationModel(MigrationSetup setup, boolean symmetric) {
    this.setup = setup;
    channels = new MigrationChannels(setup.pcpus(), setup.freeScheduler());
    queues = new Queues(channels.size(), setup.interrupts());
    hosts = new Hosts(setup, queues);
    exchange =
        symmetric ? new Exchange(setup, hosts, queues, Objects.requireNonNull(hosts.free())) : null;
    initial = new State(hosts.save(), queues.save(), 0);
    everybody = IntStream.rangeClosed(0, channels.scheduler()).toArray();
    alone = new int[everybody.length][];
    for (int actor : everybody) {
      alone[actor] = new int[] {actor};
    }
  }

  @Override
  public Channels channels() {
    return channels;
  }

  @Override
  public void restart() {
    load(initial);
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public int enabledCount() {
    return queues.enabledCount();
  }

  @Override
  public int enabled(int index) {
    return queues.enabled(index);
  }

  @Override
  public int sentAt(int channel) {
    return queues.headSentAt(channel);
  }

  @Override
  public Message head(int channel) {
    return Message.of(
        queues.headKind(channel), queues.headDetail(channel), queues.headValue(channel));
  }

  @Override
  public void step(int channel, Choices choices) {
    if (!queues.isEnabled(channel)) {
      throw new IllegalArgumentException("channel " + channel + " has nothing to deliver");
    }
    int kind = queues.headKind(channel);
    int detail = queues.headDetail(channel);
    int value = queues.headValue(channel);
    hosts.forget();
    queues.begin(steps++);
    queues.remove(channel);
    lastReceiver = channels.receiver(channel);
    int p = pcpuOf(channel);
    if (p == setup.pcpus()) {
      hosts.scheduler(choices);
      return;
    }
    switch (kindOf(channel)) {
      case MigrationChannels.TO_DEVICE -> hosts.device(p, kind, detail, value);
      case MigrationChannels.TO_SCHEDULER -> hosts.scheduler(p, value);
      default -> hosts.pcpu(p, kind, detail, value);
    }
  }

  @Override
  public @Nullable Violation violation() {
    return hosts.violation();
  }

  @Override
  public @Nullable Violation end() {
    int left = hosts.remaining();
    return left <= 0 ? null : new Violation("progress", left + " residencies never ended");
  }

  /// A race whose window depends on other actors makes the step depend on all of them.
  @Override
  public int[] touched() {
    return hosts.lookedAround() ? everybody : alone[lastReceiver];
  }

  /// Nothing is ever taken back here, and nobody stops.
  @Override
  public int[] lost() {
    return NONE;
  }

  @Override
  public boolean stopped(int actor) {
    return false;
  }

  @Override
  public long stepHash() {
    long own =
        lastReceiver == channels.scheduler()
            ? hosts.hashOfScheduler()
            : hosts.hashOfBlock(lastReceiver / 2);
    return Mix.fold(own, queues.sentHash());
  }

  @Override
  public long hash(long seed) {
    return exchange == null ? queues.hash(hosts.hash(seed)) : exchange.hash(seed);
  }

  @Override
  public boolean symmetric() {
    return exchange != null;
  }

  /// Only its pCPU speaks with a device.
  @Override
  public boolean hasOneSender(int actor) {
    return actor == channels.scheduler()
        ? setup.pcpus() == 1 && !setup.freeScheduler()
        : actor % 2 == 1;
  }

  @Override
  public @Nullable String unsaveable() {
    return null;
  }

  @Override
  public State save() {
    return new State(hosts.save(), queues.save(), steps);
  }

  @Override
  public void load(Saved state) {
    State saved = (State) state;
    hosts.load(saved.hosts);
    queues.load(saved.queues);
    steps = saved.steps;
    hosts.forget();
  }

  @Override
  public void close() {}
}
