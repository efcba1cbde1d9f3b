package io.interlock.engine.conductor;

import akka.actor.ActorCell;
import akka.actor.ActorRef;
import akka.actor.ActorRefWithCell;
import akka.actor.Cell;
import akka.actor.InternalActorRef;
import akka.dispatch.Dispatcher;
import akka.dispatch.Envelope;
import akka.dispatch.ExecutorServiceFactoryProvider;
import akka.dispatch.Mailbox;
import akka.dispatch.MailboxType;
import akka.dispatch.MessageDispatcherConfigurator;
import akka.dispatch.TaskInvocation;
import akka.dispatch.sysmsg.Failed;
import akka.dispatch.sysmsg.SystemMessage;
import org.jspecify.annotations.Nullable;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/// Akka's dispatcher, except that what belongs to a simulation is handed to its conductor.
///
/// An actor belongs to the simulation of its parent. All others, among them the actors of live
/// mode, run as under Akka's own dispatcher.
public final class ConductedDispatcher extends Dispatcher {
  ConductedDispatcher(
      MessageDispatcherConfigurator configurator,
      String id,
      int throughput,
      Duration throughputDeadline,
      ExecutorServiceFactoryProvider executor,
      FiniteDuration shutdownTimeout) {
    super(configurator, id, throughput, throughputDeadline, executor, shutdownTimeout);
  }

  /// The inbox of a conducted actor, or null for any other reference.
  public static @Nullable Inbox inboxOf(ActorRef ref) {
    return ref instanceof ActorRefWithCell withCell
            && withCell.underlying() instanceof ActorCell cell
            && cell.mailbox().messageQueue() instanceof Inbox inbox
        ? inbox
        : null;
  }

  @Override
  public Mailbox createMailbox(Cell actor, MailboxType type) {
    Conductor conductor = conductorOf(actor);
    return conductor == null
        ? super.createMailbox(actor, type)
        : super.createMailbox(actor, (_, _) -> conductor.admit((ActorCell) actor));
  }

  private static @Nullable Conductor conductorOf(Cell actor) {
    if (Conductor.STAGED.isBound()) {
      return Conductor.STAGED.get();
    }
    Inbox parent = actor.parent() == null ? null : inboxOf(actor.parent());
    return parent == null ? null : parent.conductor;
  }

  @Override
  public void dispatch(ActorCell receiver, Envelope envelope) {
    if (receiver.mailbox().messageQueue() instanceof Inbox inbox) {
      inbox.conductor.send(inbox, envelope);
      return;
    }
    if (receiver.isTerminated()) {
      Conductor lived = conductorAbove(receiver);
      if (lived != null) {
        lived.sendToTheGone(receiver.self(), envelope);
      }
    }
    super.dispatch(receiver, envelope);
  }

  @Override
  public void systemDispatch(ActorCell receiver, SystemMessage notice) {
    if (notice instanceof Failed failed) {
      Inbox inbox = inboxOf(failed.child());
      if (inbox != null) {
        inbox.conductor.threw(inbox, failed.cause());
      }
    }
    super.systemDispatch(receiver, notice);
  }

  /// Whose an actor was that is no longer there: that of the nearest actor above it that is.
  private static @Nullable Conductor conductorAbove(ActorCell gone) {
    ActorRef actor = gone.self();
    ActorRef above = gone.parent();
    while (above instanceof InternalActorRef local && !above.equals(actor)) { // the root is its own
      Inbox inbox = inboxOf(above);
      if (inbox != null) {
        return inbox.conductor;
      }
      actor = above;
      above = local.getParent();
    }
    return null;
  }

  @Override
  public boolean registerForExecution(Mailbox mailbox, boolean hasMessage, boolean hasSystem) {
    if (mailbox.messageQueue() instanceof Inbox inbox) {
      if (!mailbox.canBeScheduledForExecution(hasMessage, hasSystem) || !mailbox.setAsScheduled()) {
        return false;
      }
      inbox.conductor.notice(inbox, mailbox);
      return true;
    }
    return super.registerForExecution(mailbox, hasMessage, hasSystem);
  }

  @Override
  public void executeTask(TaskInvocation task) {
    if (Conductor.RUNNING.isBound()) {
      Conductor.RUNNING.get().execute(task);
    } else {
      super.executeTask(task);
    }
  }
}
