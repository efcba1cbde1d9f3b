package io.interlock.engine.explore.sample;

import static io.interlock.engine.explore.sample.ChiSquare.assertUniform;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrategyTest {
  /// Two messages of one sender, one each of two others, and an answer to the last.
  private static final String HUB = "a>hub:1 a>hub:2 b>hub:3 c>hub:4";

  private static final Map<String, String> HUB_ANSWERS = Map.of("4", "hub>c:5");

  /// 5! orders of five letters, half of them with 1 before 2, half of these with 4 before 5.
  private static final int HUB_ORDERS = 30;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "random",
        "pct",
        "pct:5",
        "pos",
        "urw",
        "surw",
        "delay:5",
        "swarm",
        "feedback",
        "portfolio"
      })
  void everyStrategyReachesEveryOrderOfASmallSystem(String strategy) {
    assertEquals(HUB_ORDERS, Letters.words(strategy, 3_000, HUB, HUB_ANSWERS).size());
  }

  @Test
  void uniformRandomWalkIsUniformOverTheInterleavingsOfAForest() {
    assertUniform(Letters.words("urw", 15_000, HUB, HUB_ANSWERS).values());
    Map<String, String> tree = Map.of("1", "b>c:2 b>d:3", "2", "c>e:4", "5", "f>b:6");
    Map<String, Integer> words = Letters.words("urw", 30_000, "a>b:1 g>f:5", tree);
    // 6 nodes over the product of all trees' sizes, 4 * 2 * 1 * 1 and 2 * 1.
    assertEquals(720 / 16, words.size());
    assertUniform(words.values());
  }

  @Test
  void aRandomWalkIsNotUniformOverThem() {
    Map<String, Integer> words = Letters.words("random", 15_000, HUB, HUB_ANSWERS);
    assertTrue(ChiSquare.statistic(words.values()) > 500);
  }

  @Test
  void aLoneMessageLandsAnywhereInAUniformRandomWalk() {
    Map<String, Integer> words =
        Letters.words("urw", 10_000, "a>a:x1 timer>a:!", Letters.chain("a", "x", 40));
    assertEquals(41, words.size());
    assertUniform(words.values());
  }

  @Test
  void selectivelyUniformRandomWalkIsUniformOverTheOrdersAtContendedReceivers() {
    // Ten other steps lie between R and S, none between P and Q.
    Map<String, String> consequences = new HashMap<>();
    consequences.put("R", "hub>n1:-1");
    for (int i = 1; i < 10; i++) {
      consequences.put("-" + i, "n%d>n%d:-%d".formatted(i, i + 1, i + 1));
    }
    consequences.put("-10", "n10>hub:S");
    Map<String, Integer> orders = new HashMap<>();
    Letters.words("surw", 10_000, "a>hub:P a>hub:Q b>hub:R", consequences)
        .forEach(
            (word, count) -> orders.merge(word.replaceAll("-[0-9]+", ""), count, Integer::sum));
    assertEquals(Set.of("PQRS", "PRQS", "PRSQ", "RPQS", "RPSQ", "RSPQ"), orders.keySet());
    assertUniform(orders.values());
  }

  @Test
  void pctKeepsItsPromiseForABugOfDepthTwo() {
    int length = 20;
    int executions = 10_000;
    Map<String, Integer> words =
        Letters.words("pct:2", executions, "a>a:x1 timer>a:!", Letters.chain("a", "x", length));
    double promised = 1.0 / (2 * length);
    assertAtLeast(promised, count(words, word -> word.contains("x7!x8")), executions);
  }

  @Test
  void pctKeepsItsPromiseForABugOfDepthThree() {
    int length = 10;
    int executions = 20_000;
    Map<String, String> consequences = new HashMap<>(Letters.chain("a", "x", length));
    consequences.putAll(Letters.chain("b", "y", 2));
    Predicate<String> bug = word -> word.contains("x3y1x4");
    Map<String, Integer> words = Letters.words("pct:3", executions, "a>a:x1 b>b:y1", consequences);
    assertAtLeast(1.0 / (2 * length * length), count(words, bug), executions);
    assertEquals(0, count(Letters.words("pct:2", executions, "a>a:x1 b>b:y1", consequences), bug));
  }

  @Test
  void delayBoundingTakesTheOldestMessageFirstButForItsDelays() {
    Map<String, String> none = Map.of();
    assertEquals(Set.of("123"), Letters.words("delay:0", 100, "a>x:1 b>x:2 c>x:3", none).keySet());
    assertEquals(
        Set.of("123", "231", "132"),
        Letters.words("delay:1", 500, "a>x:1 b>x:2 c>x:3", none).keySet());
  }

  @Test
  void aSwarmLetsOneChainOvertakeAnotherByFarAndAUniformWalkDoesNot() {
    Map<String, String> chains = new HashMap<>(Letters.chain("a", "x", 30));
    chains.putAll(Letters.chain("b", "y", 30));
    Predicate<String> overtaken = word -> word.indexOf("x30") < word.indexOf("y3");
    assertEquals(0, count(Letters.words("urw", 3_000, "a>a:x1 b>b:y1", chains), overtaken));
    assertTrue(count(Letters.words("swarm", 3_000, "a>a:x1 b>b:y1", chains), overtaken) > 30);
  }

  @Test
  void aSwarmDeliversInBurstsMoreOftenThanAUniformWalk() {
    Map<String, String> chain = Letters.chain("a", "x", 30);
    String messages = "a>a:x1 line>a:! line>a:! line>a:!";
    Predicate<String> together = word -> word.contains("!!!");
    int uniform = count(Letters.words("urw", 3_000, messages, chain), together);
    int swarm = count(Letters.words("swarm", 3_000, messages, chain), together);
    assertTrue(swarm > 10 * uniform, () -> uniform + " and " + swarm);
  }

  private static int count(Map<String, Integer> words, Predicate<String> which) {
    return words.entrySet().stream()
        .filter(entry -> which.test(entry.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /// Allows three standard deviations.
  private static void assertAtLeast(double promised, int count, int executions) {
    double mean = promised * executions;
    assertTrue(
        count > mean - 3 * Math.sqrt(mean), () -> count + " where " + mean + " are promised");
  }
}
