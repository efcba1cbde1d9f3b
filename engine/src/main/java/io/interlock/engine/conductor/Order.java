package io.interlock.engine.conductor;

import akka.dispatch.Envelope;

/// Decides in which order what is on its way arrives, and answers what an actor leaves open.
sealed interface Order permits TimedOrder, Frontier {
  /// Puts a message on its way, sent at the local time of the running step.
  void send(Channel channel, Envelope envelope);

  /// Lets an alarm ring at a time.
  void plan(Pending.Alarm alarm, long at);

  /// Lets a task of Akka's run at a time.
  void plan(Pending.Firing firing, long at);

  /// Takes back what has not happened yet.
  void cancel(Pending pending);

  /// Delivers a message from the outside now, as a step of its own.
  void deliverNow(Channel channel, Envelope envelope);

  /// An actor has come into this world; nothing has been sent to it yet.
  void admitted(Inbox inbox);

  /// Akka has a notice for this actor because of the running step.
  default void noticed(Inbox inbox) {}

  /// An actor has left this world.
  void stopped(Inbox inbox);

  /// One of 0 to `alternatives - 1`, for an actor that chooses.
  int choose(Inbox chooser, int alternatives);

  /// Nothing more shall happen in this world. Any thread may say so.
  void halt();
}
