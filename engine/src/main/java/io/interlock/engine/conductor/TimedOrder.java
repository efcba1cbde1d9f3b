package io.interlock.engine.conductor;

import akka.dispatch.Envelope;
import io.interlock.engine.trace.Mix;
import java.util.List;

/// Timed mode: everything happens at its time, what happens at the same time in an order drawn by
/// the seed, and an actor that is busy lets what arrives wait.
final class TimedOrder implements Order {
  private final long seed;
  private final Stepper stepper;
  private final Ledger ledger;
  private final Agenda agenda = new Agenda();
  private long sequence;
  private volatile boolean halted;

  TimedOrder(long seed, Stepper stepper, Ledger ledger) {
    this.seed = seed;
    this.stepper = stepper;
    this.ledger = ledger;
  }

  @Override
  public void send(Channel channel, Envelope envelope) {
    plan(
        new Pending.Delivery(channel, envelope), channel.arrival(stepper.localNow()), channel.hash);
  }

  @Override
  public void plan(Pending.Alarm alarm, long at) {
    plan(alarm, at, alarm.slot.channel.hash);
  }

  @Override
  public void plan(Pending.Firing firing, long at) {
    plan(firing, at, firing.source.hash());
  }

  private void plan(Pending pending, long at, long tie) {
    plan(pending, at, tie, sequence++);
  }

  private void plan(Pending pending, long at, long tie, long planned) {
    pending.at = at;
    pending.tie = Mix.fold(seed ^ at, tie);
    pending.sequence = planned;
    agenda.add(pending);
  }

  /// All that will happen, in no order.
  List<Pending> pending() {
    return agenda.all();
  }

  /// How much has been planned so far.
  long sequence() {
    return sequence;
  }

  /// Goes on from there.
  void sequence(long planned) {
    sequence = planned;
  }

  /// Something will happen that was planned before the world was saved.
  void restore(Pending pending, long at, long planned) {
    plan(pending, at, tieOf(pending), planned);
  }

  private static long tieOf(Pending pending) {
    return switch (pending) {
      case Pending.Delivery delivery -> delivery.channel.hash;
      case Pending.Alarm alarm -> alarm.slot.channel.hash;
      case Pending.Firing firing -> firing.source.hash();
      case Pending.Ready turn -> turn.inbox.source.hash();
    };
  }

  @Override
  public void cancel(Pending pending) {
    agenda.remove(pending);
  }

  @Override
  public void deliverNow(Channel channel, Envelope envelope) {
    deliver(channel, envelope);
  }

  @Override
  public void admitted(Inbox inbox) {}

  @Override
  public void stopped(Inbox inbox) {}

  @Override
  public int choose(Inbox chooser, int alternatives) {
    return (int) Math.unsignedMultiplyHigh(chooser.chance(), alternatives);
  }

  /// Makes a run come back after the step it is in, and later ones before their first.
  @Override
  public void halt() {
    halted = true;
  }

  /// Runs until nothing is pending at or before `untilPicos`.
  ///
  /// @param passes whether time passes up to there where nothing is pending at all
  Pause run(long untilPicos, boolean passes) {
    while (!halted) {
      Pending first = agenda.first();
      if (first == null || first.at == VirtualTime.NEVER) {
        stepper.now(passes ? Math.max(stepper.now(), untilPicos) : stepper.now());
        return Pause.QUIESCENT;
      }
      if (first.at > untilPicos) {
        stepper.now(Math.max(stepper.now(), untilPicos));
        return Pause.HORIZON;
      }
      agenda.poll();
      stepper.now(Math.max(stepper.now(), first.at));
      perform(first);
    }
    return Pause.INTERRUPTED;
  }

  private void perform(Pending pending) {
    switch (pending) {
      case Pending.Delivery delivery -> arrive(delivery.channel.to, delivery);
      case Pending.Alarm alarm -> arrive(alarm.slot.channel.to, alarm);
      case Pending.Firing firing -> {
        for (Pending.Delivery told : stepper.fire(firing)) {
          arrive(told.channel.to, told);
        }
      }
      case Pending.Ready turn -> resume(turn.inbox);
    }
  }

  private void arrive(Inbox to, Pending pending) {
    if (to.hasWaiting()) {
      to.await(pending);
    } else if (to.busyUntil > stepper.now()) {
      to.await(pending);
      planReady(to);
    } else {
      deliver(pending);
    }
  }

  private void resume(Inbox inbox) {
    if (inbox.busyUntil <= stepper.now()) { // else a notice has kept it busy for longer meanwhile
      deliver(inbox.nextWaiting());
    }
    if (inbox.hasWaiting()) {
      planReady(inbox);
    }
  }

  private void planReady(Inbox inbox) {
    plan(new Pending.Ready(inbox), Math.max(stepper.now(), inbox.busyUntil), inbox.source.hash());
  }

  private void deliver(Pending pending) {
    switch (pending) {
      case Pending.Delivery delivery -> deliver(delivery.channel, delivery.envelope);
      case Pending.Alarm alarm -> {
        if (!alarm.disarmed) {
          alarm.slot.armed = null;
          deliver(alarm.slot.channel, alarm.envelope);
        }
      }
      case Pending.Firing _, Pending.Ready _ ->
          throw new IllegalStateException("only messages wait for an actor");
    }
  }

  private void deliver(Channel channel, Envelope envelope) {
    ledger.delivered(channel, stepper.now(), envelope.message());
    stepper.deliver(channel.to, envelope);
  }
}
