package io.interlock.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import io.interlock.engine.check.Explored;
import io.interlock.engine.check.Explored.Broken;
import io.interlock.engine.check.Explorer;
import io.interlock.engine.check.Setup;
import io.interlock.engine.examples.Doorbell.Bell;
import io.interlock.engine.examples.Doorbell.Box;
import io.interlock.engine.explore.shrink.EssentialRace;
import io.interlock.engine.junit.Explore;
import java.util.List;
import java.util.function.Consumer;

/// A lost wake-up: mail that comes between a look and a nap wakes nobody.
class DoorbellExploredTest {
  private static Consumer<Setup> house(Bell bell) {
    return setup -> {
      ActorRef<Box> box = setup.spawn(Doorbell.box(bell), "box");
      setup.tell("postman", box, new Box.Post("a letter"));
      setup.mustStop(setup.spawn(Doorbell.reader(box), "reader"));
    };
  }

  @Explore
  void whoIsTrustedSleepsOnAFullBox(Explorer explorer) {
    Broken broken = explorer.explore(house(Bell.TRUSTS_THE_READER)).broken();
    assertNotNull(broken);
    assertEquals("deadlock", broken.violation().property());
    assertEquals("nothing can happen any more, and reader waits", broken.violation().message());
    assertEquals(List.of(new EssentialRace(0, 1, "postman", "box")), broken.shrunk().races());
    assertTrue(broken.shrunk().listed() <= 2, broken.explanation());
  }

  @Explore(strategy = "dpor")
  void whoIsLookedAfterWakesUpInEveryOrder(Explorer explorer) {
    Explored proof = explorer.check(house(Bell.LOOKS_ONCE_MORE));
    assertTrue(proof.exhausted(), proof.summary());
  }
}
