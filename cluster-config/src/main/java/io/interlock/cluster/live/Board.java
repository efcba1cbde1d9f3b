package io.interlock.cluster.live;

import io.interlock.cluster.fleet.FleetMoment;
import io.interlock.cluster.fleet.FleetPlan;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.FleetWatch;
import io.interlock.cluster.fleet.HostsSeen;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Where the newest picture of a fleet hangs: the fleet changes it, whoever shows it awaits that.
final class Board implements FleetWatch {
  private static final long LOOK_EVERY_NANOS = 250_000_000L;
  private static final FleetResult.Migrations NO_MIGRATIONS =
      new FleetResult.Migrations(0, 0, 0, 0, 0, 0, 0);

  private final long openedNanos = System.nanoTime();
  private final Rates rates = new Rates(openedNanos);
  private Picture newest;
  private long lookedNanos = openedNanos - LOOK_EVERY_NANOS;

  Board(FleetPlan plan) {
    newest =
        new Picture(1, Picture.Status.STARTING, "", 0, 0, 0, nothingYet(plan), new HeatMap(plan));
  }

  private static FleetMoment nothingYet(FleetPlan plan) {
    return new FleetMoment(
        0,
        0,
        new HostsSeen(0, List.of(), List.of()),
        Collections.nCopies(plan.hosts().size(), new FleetMoment.Host("up", 0, 0)),
        List.of(new FleetResult.Count("expected", plan.vms().size())),
        NO_MIGRATIONS,
        0,
        List.of(),
        0);
  }

  @Override
  public synchronized boolean isDue() {
    return System.nanoTime() - lookedNanos >= LOOK_EVERY_NANOS;
  }

  @Override
  public synchronized void saw(FleetMoment moment) {
    lookedNanos = System.nanoTime();
    rates.add(lookedNanos, moment.nowPicos(), moment.seen().events());
    hang(
        new Picture(
            newest.number() + 1,
            Picture.Status.RUNNING,
            "",
            (lookedNanos - openedNanos) / 1e9,
            rates.virtualSecondsPerSecond(),
            rates.eventsPerSecond(),
            moment,
            newest.heat().after(moment.seen().loads())));
  }

  /// The run is over; only the first word on that counts.
  synchronized void over(Picture.Status how, String why) {
    if (!newest.status().isOver()) {
      hang(newest.over(how, why, (System.nanoTime() - openedNanos) / 1e9));
    }
  }

  private void hang(Picture picture) {
    newest = picture;
    notifyAll();
  }

  synchronized Picture newest() {
    return newest;
  }

  /// Waits for a picture newer than this one, but not for ever; then it is the same.
  synchronized Picture awaitNewer(Picture known, long atMostMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    while (newest.number() == known.number()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return known;
      }
      wait(left);
    }
    return newest;
  }
}
