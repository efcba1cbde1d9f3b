package io.interlock.cluster.nodes;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.interlock.cluster.fleet.HostOrder;
import java.util.List;

/// What a group of hosts understands. A group does everything once, however often it is told.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = GroupMessage.Advance.class, name = "advance"),
  @JsonSubTypes.Type(value = GroupMessage.Recall.class, name = "recall"),
  @JsonSubTypes.Type(value = GroupMessage.Load.class, name = "load"),
  @JsonSubTypes.Type(value = GroupMessage.Save.class, name = "save"),
  @JsonSubTypes.Type(value = GroupMessage.Sum.class, name = "sum"),
  @JsonSubTypes.Type(value = GroupMessage.Look.class, name = "look"),
  @JsonSubTypes.Type(value = GroupMessage.Leave.class, name = "leave")
})
sealed interface GroupMessage extends Message {
  /// Run a window, and say what happened in it.
  ///
  /// @param run of which run of the fleet this is
  /// @param window its number, from 1 on
  record Advance(
      long run,
      long window,
      long untilPicos,
      List<HostOrder> orders,
      ActorRef<CoordinatorMessage> replyTo)
      implements GroupMessage {}

  /// Come to where the group was when its node was lost: the orders of the windows up to `window`
  /// that the group has not had.
  record Recall(
      long run,
      long window,
      long untilPicos,
      List<HostOrder> orders,
      ActorRef<CoordinatorMessage> replyTo)
      implements GroupMessage {}

  /// Go on from an image of the group, as it was when its node was lost or some windows before, if
  /// it is further than the group. The parts of an image come in order.
  record Load(long run, ImagePart part, ActorRef<CoordinatorMessage> replyTo)
      implements GroupMessage {}

  /// Time to save the group; it tells itself, behind the groups that have yet to run a window.
  record Save(long run) implements GroupMessage {}

  /// Say what came of the hosts.
  record Sum(long run, long window, ActorRef<CoordinatorMessage> replyTo) implements GroupMessage {}

  /// Say how the hosts are doing, for whoever watches.
  record Look(long run, ActorRef<CoordinatorMessage> replyTo) implements GroupMessage {}

  /// The group goes to another node, or nowhere.
  record Leave() implements GroupMessage {}
}
