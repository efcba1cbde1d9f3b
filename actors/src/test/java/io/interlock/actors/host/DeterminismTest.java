package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.engine.Simulation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// A run is its scenario and its seed.
class DeterminismTest {
  private static TestHost host(boolean stepwise) {
    String[] forever = {"forever {", "compute 3M", "sgi 1 to next", "}"};
    TestHost host =
        TestHost.preset("dual")
            .with("a", guest(forever), guest(forever), guest(forever))
            .with("b", TestHost.ticking(1000, 50), TestHost.ticking(1000, 0), guest("wfi"))
            .with("c", "2-3", true, guest("repeat 50 {", "compute 200k", "mmio user", "}", "off"));
    return stepwise ? host.inSteps() : host;
  }

  private static String digest(TestHost host, long seed) {
    try (TestRun run = TestRun.of(host, seed).until(8 * TestRun.MILLI)) {
      return run.digest();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void hundredRunsWithOneSeedHaveOneDigest(boolean stepwise) {
    Set<String> digests = new HashSet<>();
    for (int run = 0; run < 100; run++) {
      digests.add(digest(host(stepwise), 42));
    }
    assertEquals(1, digests.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachSeedHasADigestOfItsOwn(boolean stepwise) {
    Set<String> digests = new HashSet<>();
    for (int seed = 0; seed < 10; seed++) {
      digests.add(digest(host(stepwise), seed));
    }
    assertEquals(10, digests.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 6_999_999_999L})
  void pausesLeaveNoTrace(long pauseAt) {
    try (TestRun run = TestRun.of(host(false), 42).until(pauseAt).until(8 * TestRun.MILLI)) {
      assertEquals(digest(host(false), 42), run.digest());
    }
  }

  @Test
  void granularityIsPartOfTheTrace() {
    assertNotEquals(digest(host(false), 42), digest(host(true), 42));
  }

  @Test
  void loggingIsNoPartOfTheTrace() {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    String expected = digest(host(false), 42);
    root.setLevel(Level.DEBUG);
    try {
      assertEquals(expected, digest(host(false), 42));
    } finally {
      root.setLevel(before);
    }
  }

  @Test
  void observersAreNoPartOfTheTrace() {
    HostPlan plan = host(false).plan();
    try (Simulation unobserved = HostWorlds.timed(TestRun.ENGINE, plan, 42, List.of())) {
      unobserved.run(8 * TestRun.MILLI);
      assertEquals(digest(host(false), 42), unobserved.digest());
    }
  }
}
