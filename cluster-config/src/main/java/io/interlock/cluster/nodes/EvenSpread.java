package io.interlock.cluster.nodes;

import akka.actor.ActorRef;
import akka.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/// Deals groups of hosts to nodes, so that each has as much to do as the others.
///
/// Each group is a shard of its own. Akka's usual strategies count shards, which may have several
/// groups or none, or deal by the hash of a name.
final class EvenSpread extends AbstractShardAllocationStrategy {
  private final ToIntFunction<String> weightOf;
  private final BooleanSupplier allReachable;

  /// @param weightOf what a group has to do, beside the others
  /// @param allReachable whether all nodes are there: only then a group can be taken from one
  EvenSpread(ToIntFunction<String> weightOf, BooleanSupplier allReachable) {
    this.weightOf = weightOf;
    this.allReachable = allReachable;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> current) {
    return Future.successful(new Deal<>(lists(current), weightOf).lightest());
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
    boolean calm = inProgress.isEmpty() && allReachable.getAsBoolean();
    return Future.successful(calm ? new Deal<>(lists(current), weightOf).moves() : Set.of());
  }

  private static Map<ActorRef, List<String>> lists(Map<ActorRef, IndexedSeq<String>> current) {
    Map<ActorRef, List<String>> lists = new HashMap<>();
    current.forEach((region, shards) -> lists.put(region, CollectionConverters.asJava(shards)));
    return lists;
  }

  /// Which node has which groups.
  ///
  /// @param <N> nodes, of which two are ordered by their names
  static final class Deal<N> {
    private final List<Hand<N>> hands = new ArrayList<>();
    private final ToIntFunction<String> weightOf;

    /// The groups of a node.
    private static final class Hand<N> {
      private final N node;
      private final List<String> groups;
      private long weight;

      Hand(N node, List<String> groups, long weight) {
        this.node = node;
        this.groups = groups;
        this.weight = weight;
      }
    }

    Deal(Map<N, ? extends List<String>> groups, ToIntFunction<String> weightOf) {
      this.weightOf = weightOf;
      groups.forEach(
          (node, its) -> {
            long weight = its.stream().mapToLong(weightOf::applyAsInt).sum();
            hands.add(new Hand<>(node, new ArrayList<>(its), weight));
          });
      hands.sort(Comparator.comparing(hand -> String.valueOf(hand.node)));
    }

    /// The node that has least to do.
    N lightest() {
      return leastHand().node;
    }

    private Hand<N> leastHand() {
      return hands.stream().min(Comparator.comparingLong(hand -> hand.weight)).orElseThrow();
    }

    private Hand<N> mostHand() {
      return hands.stream().max(Comparator.comparingLong(hand -> hand.weight)).orElseThrow();
    }

    /// The groups that should go elsewhere: as few as make a difference.
    Set<String> moves() {
      Set<String> moves = new HashSet<>();
      while (true) {
        Hand<N> from = mostHand();
        Hand<N> to = leastHand();
        String group = mover(from, from.weight - to.weight);
        if (group == null || !moves.add(group)) {
          return moves;
        }
        int weight = weightOf.applyAsInt(group);
        from.groups.remove(group);
        from.weight -= weight;
        to.groups.add(group);
        to.weight += weight;
      }
    }

    /// The group that brings two nodes closest together, null where none does.
    private @Nullable String mover(Hand<N> from, long apart) {
      return from.groups.stream()
          .filter(group -> weightOf.applyAsInt(group) < apart)
          .min(
              Comparator.comparingLong(
                      (String group) -> Math.abs(apart - 2L * weightOf.applyAsInt(group)))
                  .thenComparing(Comparator.naturalOrder()))
          .orElse(null);
    }
  }
}
