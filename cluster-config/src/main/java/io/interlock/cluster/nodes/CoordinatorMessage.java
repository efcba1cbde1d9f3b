package io.interlock.cluster.nodes;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.HostLoad;
import io.interlock.cluster.fleet.HostOrder;
import io.interlock.cluster.fleet.HostReport;
import io.interlock.cluster.fleet.HostSummary;
import io.interlock.cluster.fleet.Journal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What the coordinator understands.
sealed interface CoordinatorMessage {
  /// What comes from other nodes.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Advanced.class, name = "advanced"),
    @JsonSubTypes.Type(value = Behind.class, name = "behind"),
    @JsonSubTypes.Type(value = Saved.class, name = "saved"),
    @JsonSubTypes.Type(value = Unreadable.class, name = "unreadable"),
    @JsonSubTypes.Type(value = Summed.class, name = "summed"),
    @JsonSubTypes.Type(value = Seen.class, name = "seen"),
    @JsonSubTypes.Type(value = Ask.class, name = "ask"),
    @JsonSubTypes.Type(value = Fetch.class, name = "fetch"),
    @JsonSubTypes.Type(value = Dismiss.class, name = "dismiss"),
    @JsonSubTypes.Type(value = Leaving.class, name = "leaving")
  })
  sealed interface Remote extends CoordinatorMessage, Message {}

  /// What groups say. Those of an earlier run of the fleet count for nothing.
  sealed interface OfGroup extends Remote {
    /// Of which run of the fleet it is.
    long run();

    /// The number of the group.
    int group();
  }

  /// A group has run a window.
  ///
  /// @param events deliveries of its hosts since the beginning
  record Advanced(long run, int group, long window, List<HostReport> reports, long events)
      implements OfGroup {}

  /// A group is no further than this window.
  record Behind(long run, int group, long window) implements OfGroup {}

  /// A part of an image of a group.
  record Saved(long run, int group, ImagePart part) implements OfGroup {}

  /// A group could not go on from its image.
  record Unreadable(long run, int group, String why) implements OfGroup {}

  /// What came of the hosts of a group.
  record Summed(long run, int group, List<HostSummary> hosts) implements OfGroup {}

  /// How the hosts of a group are doing.
  ///
  /// @param node the address of where they are
  record Seen(long run, int group, String node, List<HostLoad> loads) implements OfGroup {
    /// Keeps a copy of the list.
    public Seen {
      loads = List.copyOf(loads);
    }
  }

  /// Somebody wants to know how far the fleet is.
  record Ask(ActorRef<NodeMessage> replyTo) implements Remote {}

  /// Somebody wants a part of the result.
  record Fetch(int part, ActorRef<NodeMessage> replyTo) implements Remote {}

  /// The other nodes can go home.
  ///
  /// @param ended whether somebody has the result; otherwise nobody wants it any more
  /// @param replyTo who wants to know when all have said that they go
  record Dismiss(boolean ended, ActorRef<NodeMessage> replyTo) implements Remote {}

  /// A node goes home.
  ///
  /// @param node its address
  record Leaving(String node) implements Remote {}

  /// What the coordinator's own threads tell it.
  sealed interface Local extends CoordinatorMessage {}

  /// All groups shall run a window.
  record RunWindow(
      List<HostOrder> orders, long untilPicos, CompletableFuture<List<HostReport>> done)
      implements Local {}

  /// The journal is open.
  ///
  /// @param run of which run of the fleet it is
  record Opened(long run, Journal journal, ImageKeeper keeper, List<KeptImage> images)
      implements Local {}

  /// A window is over since before this coordinator began.
  record RecallWindow(List<HostOrder> orders, long untilPicos) implements Local {}

  /// All groups shall say what came of them.
  record SumUp(CompletableFuture<List<HostSummary>> done) implements Local {}

  /// The run has ended.
  ///
  /// @param result null if it did not end well
  /// @param failure why, or empty
  record Ended(@Nullable FleetResult result, String failure) implements Local {}

  /// A node has left the cluster, or was lost.
  record NodeLost() implements Local {}

  /// Time to ask again those who have not answered.
  record Nag() implements Local {}

  /// Time to ask how all groups are doing.
  record LookAround() implements Local {}

  /// Time to tell nodes again to go home.
  record SayFarewell() implements Local {}
}
