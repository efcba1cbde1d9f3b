package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.cluster.nodes.EvenSpread.Deal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// How groups of hosts are dealt to nodes.
class EvenSpreadTest {
  private static int alike(String group) {
    return group.isEmpty() ? 0 : 1;
  }

  /// Of nodes that have one thread each.
  private static Deal<String> dealt(
      Map<String, List<String>> nodes, ToIntFunction<String> weightOf) {
    return new Deal<>(nodes, weightOf, _ -> 1);
  }

  private static void give(Map<String, List<String>> nodes, String node, String group) {
    Objects.requireNonNull(nodes.get(node)).add(group);
  }

  /// Nodes without groups.
  private static Map<String, List<String>> nodes(int count) {
    Map<String, List<String>> nodes = new TreeMap<>();
    IntStream.range(0, count).forEach(node -> nodes.put("node-" + node, new ArrayList<>()));
    return nodes;
  }

  private static void deal(
      Map<String, List<String>> nodes,
      ToIntFunction<String> weightOf,
      ToIntFunction<String> threadsOf,
      int groups) {
    for (int group = 0; group < groups; group++) {
      String name = "group-" + group;
      give(nodes, new Deal<>(nodes, weightOf, threadsOf).placeFor(name), name);
    }
  }

  private static void deal(
      Map<String, List<String>> nodes, ToIntFunction<String> weightOf, int groups) {
    deal(nodes, weightOf, _ -> 1, groups);
  }

  private static void rebalance(
      Map<String, List<String>> nodes,
      ToIntFunction<String> weightOf,
      ToIntFunction<String> threadsOf) {
    Set<String> moves = new Deal<>(nodes, weightOf, threadsOf).moves();
    nodes.values().forEach(groups -> groups.removeAll(moves));
    for (String group : moves) {
      give(nodes, new Deal<>(nodes, weightOf, threadsOf).placeFor(group), group);
    }
  }

  private static void rebalance(Map<String, List<String>> nodes, ToIntFunction<String> weightOf) {
    rebalance(nodes, weightOf, _ -> 1);
  }

  private static long apart(Map<String, List<String>> nodes, ToIntFunction<String> weightOf) {
    var weights =
        nodes.values().stream()
            .mapToLong(groups -> groups.stream().mapToLong(weightOf::applyAsInt).sum())
            .summaryStatistics();
    return weights.getMax() - weights.getMin();
  }

  @Test
  void eightGroupsOnThreeNodes() {
    Map<String, List<String>> nodes = nodes(3);
    deal(nodes, EvenSpreadTest::alike, 8);
    assertEquals(List.of(3, 3, 2), nodes.values().stream().map(List::size).toList());
  }

  @Test
  void whoeverJoinsGetsAsManyAsTheOthersAndNoMoreThanThatMove() {
    Map<String, List<String>> nodes = nodes(2);
    deal(nodes, EvenSpreadTest::alike, 8);
    nodes.put("node-2", new ArrayList<>());
    assertEquals(2, dealt(nodes, EvenSpreadTest::alike).moves().size());
    rebalance(nodes, EvenSpreadTest::alike);
    assertEquals(List.of(3, 3, 2), nodes.values().stream().map(List::size).toList());
  }

  @Test
  void aHeavyGroupCountsForMore() {
    ToIntFunction<String> weightOf = group -> group.equals("group-0") ? 4 : 1;
    Map<String, List<String>> nodes = nodes(2);
    deal(nodes, weightOf, 5);
    assertEquals(Set.of("group-0"), Set.copyOf(nodes.getOrDefault("node-0", List.of())));
    assertEquals(Set.of(), dealt(nodes, weightOf).moves());
  }

  @Property
  void whateverWasDealtNothingIsLostAndItComesToRest(
      @ForAll @Size(max = 48) List<@IntRange(min = 0, max = 4) Integer> places,
      @ForAll @IntRange(min = 1, max = 3) int unlike) {
    ToIntFunction<String> weightOf = group -> 16 + group.hashCode() % 3 * (unlike - 1);
    Map<String, List<String>> nodes = nodes(5);
    for (int group = 0; group < places.size(); group++) {
      give(nodes, "node-" + places.get(group), "group-" + group);
    }
    for (int round = 0; round < 4; round++) {
      rebalance(nodes, weightOf);
    }
    assertEquals(places.size(), nodes.values().stream().mapToInt(List::size).sum());
    assertTrue(apart(nodes, weightOf) <= 20, () -> "" + nodes);
  }

  @Test
  void aNodeWithMoreThreadsGetsALargerShare() {
    Map<String, List<String>> nodes = nodes(3);
    ToIntFunction<String> threadsOf = node -> node.equals("node-1") ? 4 : 1;
    deal(nodes, EvenSpreadTest::alike, threadsOf, 48);
    assertEquals(List.of(8, 32, 8), nodes.values().stream().map(List::size).toList());
    assertEquals(Set.of(), new Deal<>(nodes, EvenSpreadTest::alike, threadsOf).moves());
  }

  @Test
  void whoeverJoinsWithMoreThreadsGetsALargerShare() {
    Map<String, List<String>> nodes = nodes(2);
    deal(nodes, EvenSpreadTest::alike, 12);
    nodes.put("node-2", new ArrayList<>());
    ToIntFunction<String> threadsOf = node -> node.equals("node-2") ? 4 : 1;
    rebalance(nodes, EvenSpreadTest::alike, threadsOf);
    assertEquals(List.of(2, 2, 8), nodes.values().stream().map(List::size).toList());
  }

  /// On each thread of the fullest node there is no more to do than there would be on those of any
  /// other if it had one group more.
  @Property
  void whateverThreadsNodesHaveItComesToRestWhereNoMoveWouldHelp(
      @ForAll @Size(max = 48) List<@IntRange(min = 0, max = 3) Integer> places,
      @ForAll @Size(4) List<@IntRange(min = 1, max = 64) Integer> threads,
      @ForAll @IntRange(min = 1, max = 7) int unlike) {
    ToIntFunction<String> weightOf = group -> 16 + group.hashCode() % 5 * (unlike - 1);
    ToIntFunction<String> threadsOf = node -> threads.get(node.charAt("node-".length()) - '0');
    Map<String, List<String>> nodes = nodes(4);
    for (int group = 0; group < places.size(); group++) {
      give(nodes, "node-" + places.get(group), "group-" + group);
    }
    int rounds = 0;
    while (!new Deal<>(nodes, weightOf, threadsOf).moves().isEmpty()) {
      rebalance(nodes, weightOf, threadsOf);
      assertTrue(++rounds < 20, () -> "" + nodes);
    }
    assertEquals(places.size(), nodes.values().stream().mapToInt(List::size).sum());
    ToDoubleFunction<String> load =
        node ->
            nodes.getOrDefault(node, List.of()).stream().mapToInt(weightOf).sum()
                / (double) threadsOf.applyAsInt(node);
    String fullest = nodes.keySet().stream().max(Comparator.comparingDouble(load)).orElseThrow();
    for (String group : nodes.getOrDefault(fullest, List.of())) {
      for (String other : nodes.keySet()) {
        double more = weightOf.applyAsInt(group) / (double) threadsOf.applyAsInt(other);
        assertTrue(
            other.equals(fullest)
                || load.applyAsDouble(other) + more >= load.applyAsDouble(fullest) - 1e-9,
            () -> group + " would go to " + other + " from " + fullest + ": " + nodes);
      }
    }
  }

  @Test
  void aNodeSaysByARoleHowManyThreadsItHas() {
    assertEquals(12, NodeThreads.of(Set.of("dc-default", NodeThreads.role(12))));
    assertEquals(1, NodeThreads.of(Set.of("dc-default")));
  }
}
