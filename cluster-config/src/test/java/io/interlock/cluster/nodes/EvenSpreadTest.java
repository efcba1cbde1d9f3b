package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.cluster.nodes.EvenSpread.Deal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
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
      Map<String, List<String>> nodes, ToIntFunction<String> weightOf, int groups) {
    for (int group = 0; group < groups; group++) {
      give(nodes, new Deal<>(nodes, weightOf).lightest(), "group-" + group);
    }
  }

  private static void rebalance(Map<String, List<String>> nodes, ToIntFunction<String> weightOf) {
    Set<String> moves = new Deal<>(nodes, weightOf).moves();
    nodes.values().forEach(groups -> groups.removeAll(moves));
    for (String group : moves) {
      give(nodes, new Deal<>(nodes, weightOf).lightest(), group);
    }
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
    assertEquals(2, new Deal<>(nodes, EvenSpreadTest::alike).moves().size());
    rebalance(nodes, EvenSpreadTest::alike);
    assertEquals(List.of(3, 3, 2), nodes.values().stream().map(List::size).toList());
  }

  @Test
  void aHeavyGroupCountsForMore() {
    ToIntFunction<String> weightOf = group -> group.equals("group-0") ? 4 : 1;
    Map<String, List<String>> nodes = nodes(2);
    deal(nodes, weightOf, 5);
    assertEquals(Set.of("group-0"), Set.copyOf(nodes.getOrDefault("node-0", List.of())));
    assertEquals(Set.of(), new Deal<>(nodes, weightOf).moves());
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
}
