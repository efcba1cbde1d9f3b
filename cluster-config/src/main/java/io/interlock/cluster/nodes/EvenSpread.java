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

/// Deals groups of hosts to nodes, so that each has as much to do on each of its threads as the
/// others.
///
/// Each group is a shard of its own. Akka's usual strategies count shards, which may have several
/// groups or none, or deal by the hash of a name.
final class EvenSpread extends AbstractShardAllocationStrategy {
  private final ToIntFunction<String> weightOf;
  private final ToIntFunction<ActorRef> threadsOf;
  private final BooleanSupplier allReachable;

  /// @param weightOf what a group has to do, beside the others
  /// @param threadsOf on how many threads the node runs where an actor is
  /// @param allReachable whether all nodes are there: only then a group can be taken from one
  EvenSpread(
      ToIntFunction<String> weightOf,
      ToIntFunction<ActorRef> threadsOf,
      BooleanSupplier allReachable) {
    this.weightOf = weightOf;
    this.threadsOf = threadsOf;
    this.allReachable = allReachable;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> current) {
    return Future.successful(deal(current).placeFor(shard));
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
    boolean calm = inProgress.isEmpty() && allReachable.getAsBoolean();
    return Future.successful(calm ? deal(current).moves() : Set.of());
  }

  private Deal<ActorRef> deal(Map<ActorRef, IndexedSeq<String>> current) {
    return new Deal<>(lists(current), weightOf, threadsOf);
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
      private final int threads;
      private final List<String> groups;
      private long weight;

      Hand(N node, int threads, List<String> groups, long weight) {
        this.node = node;
        this.threads = threads;
        this.groups = groups;
        this.weight = weight;
      }

      /// What each thread has to do.
      double load() {
        return loadWith(0);
      }

      /// The same with so much more.
      double loadWith(long more) {
        return (double) (weight + more) / threads;
      }
    }

    /// A group could go from the fullest node to another.
    ///
    /// @param load the greater one of both nodes afterwards
    private record Move<N>(String group, Hand<N> to, double load) {}

    Deal(
        Map<N, ? extends List<String>> groups,
        ToIntFunction<String> weightOf,
        ToIntFunction<N> threadsOf) {
      this.weightOf = weightOf;
      groups.forEach(
          (node, its) -> {
            long weight = its.stream().mapToLong(weightOf::applyAsInt).sum();
            int threads = threadsOf.applyAsInt(node);
            hands.add(new Hand<>(node, threads, new ArrayList<>(its), weight));
          });
      hands.sort(Comparator.comparing(hand -> String.valueOf(hand.node)));
    }

    /// The node that has least to do when it has this group, too.
    N placeFor(String group) {
      int weight = weightOf.applyAsInt(group);
      return hands.stream()
          .min(Comparator.comparingDouble(hand -> hand.loadWith(weight)))
          .orElseThrow()
          .node;
    }

    /// The groups that should go elsewhere: as few as make a difference.
    Set<String> moves() {
      Set<String> moves = new HashSet<>();
      while (true) {
        Hand<N> from = hands.stream().max(Comparator.comparingDouble(Hand::load)).orElseThrow();
        Move<N> move = bestFrom(from);
        if (move == null || !moves.add(move.group())) {
          return moves;
        }
        int weight = weightOf.applyAsInt(move.group());
        from.groups.remove(move.group());
        from.weight -= weight;
        move.to().groups.add(move.group());
        move.to().weight += weight;
      }
    }

    /// The move that makes the fullest node least full, without making another as full as it was;
    /// null where none does.
    private @Nullable Move<N> bestFrom(Hand<N> from) {
      return hands.stream()
          .filter(to -> to != from)
          .flatMap(to -> from.groups.stream().map(group -> move(group, from, to)))
          .filter(move -> move.load() < from.load())
          .min(Comparator.<Move<N>>comparingDouble(Move::load).thenComparing(Move::group))
          .orElse(null);
    }

    private Move<N> move(String group, Hand<N> from, Hand<N> to) {
      int weight = weightOf.applyAsInt(group);
      return new Move<>(group, to, Math.max(from.loadWith(-weight), to.loadWith(weight)));
    }
  }
}
