package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.interlock.actors.host.VmState;
import io.interlock.cluster.fleet.HostOrder;
import io.interlock.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A group of hosts, and one that goes on from its image.
class GroupActorTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString("interlock.fleet.image-after = 1h")
              .withFallback(ConfigFactory.load()));
  private static final Engine ENGINE = new Engine(1);
  private static final long RUN = 17;
  private static final int GROUP = 0;
  private static final long WINDOW_PICOS = 10_000_000_000L;

  @TempDir private static Path folder = Path.of("");
  private static CompletableFuture<Fleet> fleet = new CompletableFuture<>();

  private final TestProbe<CoordinatorMessage> coordinator = KIT.createTestProbe();

  @BeforeAll
  static void know() throws IOException {
    fleet.complete(Fleet.of(SmallFleet.in(folder).bundle()));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
    ENGINE.close();
  }

  private static ActorRef<GroupMessage> group() {
    return KIT.spawn(GroupActor.create(ENGINE, fleet, GROUP));
  }

  private CoordinatorMessage.Advanced advance(ActorRef<GroupMessage> group, long window) {
    HostOrder.Order start = new HostOrder.Order.Start(0, 0, 0, VmState.NONE);
    List<HostOrder> orders = window == 1 ? List.of(new HostOrder(GROUP, 5, start)) : List.of();
    group.tell(
        new GroupMessage.Advance(RUN, window, window * WINDOW_PICOS, orders, coordinator.getRef()));
    return coordinator.expectMessageClass(CoordinatorMessage.Advanced.class);
  }

  private CoordinatorMessage.Summed sum(ActorRef<GroupMessage> group, long window) {
    group.tell(new GroupMessage.Sum(RUN, window, coordinator.getRef()));
    return coordinator.expectMessageClass(CoordinatorMessage.Summed.class);
  }

  private ImagePart save(ActorRef<GroupMessage> group) {
    group.tell(new GroupMessage.Save(RUN));
    return coordinator.expectMessageClass(CoordinatorMessage.Saved.class).part();
  }

  private void load(ActorRef<GroupMessage> group, ImagePart part) {
    group.tell(new GroupMessage.Load(RUN, part, coordinator.getRef()));
  }

  private void isAt(ActorRef<GroupMessage> group, long window) {
    group.tell(new GroupMessage.Advance(RUN, 9, 1, List.of(), coordinator.getRef()));
    coordinator.expectMessage(new CoordinatorMessage.Behind(RUN, GROUP, window));
  }

  @Test
  void oneThatHasLostItsPastGoesOnFromItsImage() {
    ActorRef<GroupMessage> first = group();
    advance(first, 1);
    advance(first, 2);
    ImagePart image = save(first);
    assertEquals(2, image.window());
    CoordinatorMessage.Advanced third = advance(first, 3);
    assertTrue(third.events() > 100, third.toString());

    ActorRef<GroupMessage> second = group();
    isAt(second, 0);
    load(second, image);
    coordinator.expectMessage(new CoordinatorMessage.Behind(RUN, GROUP, 2));
    assertEquals(third, advance(second, 3));
    assertEquals(sum(first, 3), sum(second, 3));
  }

  @Test
  void oneThatIsFurtherDoesNotGoBack() {
    ActorRef<GroupMessage> group = group();
    advance(group, 1);
    ImagePart image = save(group);
    advance(group, 2);
    load(group, image);
    isAt(group, 2);
  }

  @Test
  void oneThatLeavesGivesAnImageOfItself() {
    ActorRef<GroupMessage> group = group();
    advance(group, 1);
    group.tell(new GroupMessage.Leave());
    assertEquals(1, coordinator.expectMessageClass(CoordinatorMessage.Saved.class).part().window());
    coordinator.expectTerminated(group);
  }

  @Test
  void anImageThatCannotBeReadIsSentBackAndNothingElseChanges() {
    ActorRef<GroupMessage> first = group();
    advance(first, 1);
    byte[] damaged = save(first).bytes().array().clone();
    damaged[damaged.length / 2] ^= 0x55;
    ActorRef<GroupMessage> second = group();
    load(second, ImagePart.of(1, damaged).getFirst());
    var refusal = coordinator.expectMessageClass(CoordinatorMessage.Unreadable.class);
    assertEquals(GROUP, refusal.group());
    isAt(second, 0);
    assertEquals(sum(first, 1), sumOfAnew(second));
  }

  private CoordinatorMessage.Summed sumOfAnew(ActorRef<GroupMessage> group) {
    advance(group, 1);
    return sum(group, 1);
  }
}
