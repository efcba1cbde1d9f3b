package io.interlock.cluster.nodes;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import akka.cluster.sharding.ShardRegion;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/// What a node understands.
sealed interface NodeMessage {
  /// What comes from other nodes.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Describe.class, name = "describe"),
    @JsonSubTypes.Type(value = Described.class, name = "described"),
    @JsonSubTypes.Type(value = Status.class, name = "status"),
    @JsonSubTypes.Type(value = Part.class, name = "part"),
    @JsonSubTypes.Type(value = GoHome.class, name = "go-home"),
    @JsonSubTypes.Type(value = AllGone.class, name = "all-gone")
  })
  sealed interface Remote extends NodeMessage, Message {}

  /// A node that knows nothing yet wants to know the fleet.
  record Describe(ActorRef<NodeMessage> replyTo) implements Remote {}

  /// The fleet: its scenario, with the files that it names.
  record Described(String text, Map<String, String> files) implements Remote {
    /// Keeps a copy of the map.
    public Described {
      files = Map.copyOf(files);
    }
  }

  /// How far the fleet is.
  ///
  /// @param parts of how many parts the result is; 0 while the fleet runs
  /// @param failure why the run has ended without one, or empty
  record Status(long nowPicos, long events, int parts, String failure) implements Remote {}

  /// A part of the result.
  record Part(int part, String base64) implements Remote {}

  /// Nodes are not needed any more.
  ///
  /// @param ended whether that is because the result has been fetched
  /// @param replyTo who waits until they go
  record GoHome(boolean ended, ActorRef<CoordinatorMessage> replyTo) implements Remote {}

  /// All other nodes go home.
  record AllGone() implements Remote {}

  /// The nodes that know the fleet have changed.
  record Guides(Receptionist.Listing listing) implements NodeMessage {}

  /// The nodes that have room for groups have changed.
  record Rooms(Receptionist.Listing listing) implements NodeMessage {}

  /// Whether other nodes know that this one has room for groups.
  record Known(ShardRegion.CurrentRegions regions) implements NodeMessage {}

  /// Time to ask for that.
  record AskKnown() implements NodeMessage {}

  /// Time to see how far the fleet is.
  record Look() implements NodeMessage {}
}
