package io.interlock.cluster.nodes;

import static io.interlock.cluster.nodes.SmallFleet.END;
import static io.interlock.cluster.nodes.SmallFleet.HOST;
import static io.interlock.cluster.nodes.SmallFleet.LOOPBACK;
import static io.interlock.cluster.nodes.SmallFleet.timeless;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.remote.RARP;
import akka.remote.testkit.Blackhole$;
import akka.remote.testkit.Direction;
import akka.remote.testkit.SetThrottle;
import com.typesafe.config.ConfigFactory;
import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.cluster.fleet.FleetResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that run, but do not see each other any more.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class PartitionTest {
  /// In which Akka's remoting can be told to lose messages.
  private static final String TEST_MODE = "akka.remote.artery.advanced.test-mode";

  @TempDir private static Path folder = Path.of("");
  private static SmallFleet fleet = new SmallFleet(new ScenarioBundle("", Map.of()), "");

  @BeforeAll
  static void runAlone() throws IOException {
    System.setProperty(TEST_MODE, "on");
    ConfigFactory.invalidateCaches();
    // Long enough that it is not over when the nodes lose sight of each other.
    fleet = SmallFleet.in(folder, "20s");
  }

  @AfterAll
  static void leaveTestMode() {
    System.clearProperty(TEST_MODE);
    ConfigFactory.invalidateCaches();
  }

  @Test
  void theSideOfTheFirstNodeGoesOnAndTheOtherStops() {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 2);
        FleetNode other = SmallFleet.joining(lead, LOOPBACK)) {
      AtomicBoolean cut = new AtomicBoolean();
      RunControl cutting =
          new RunControl(
              at -> {
                if (at.virtualPicos() > 0
                    && at.virtualPicos() < 150 * END
                    && cut.compareAndSet(false, true)) {
                  hideFromEachOther(lead, other);
                }
              },
              () -> false);
      FleetResult result = Objects.requireNonNull(lead.awaitResult(250 * END, cutting));
      assertEquals(fleet.expected(), timeless(result));
      assertFalse(other.awaitEnd());
      assertTrue(other.hasFleet());
      assertTrue(cut.get());
    }
  }

  private static void hideFromEachOther(FleetNode one, FleetNode another) {
    hide(one.system(), another);
    hide(another.system(), one);
  }

  private static void hide(ActorSystem<?> from, FleetNode node) {
    Address address = new Address("akka", FleetNode.SYSTEM, HOST, SmallFleet.port(node));
    ((RARP) RARP.get(from.classicSystem()))
        .provider()
        .transport()
        .managementCommand(new SetThrottle(address, Direction.Both$.MODULE$, Blackhole$.MODULE$));
  }
}
