package io.interlock.engine.explore.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.TinyWorld;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.explain.Row.Weight;
import io.interlock.engine.explore.model.MigrationModel;
import io.interlock.engine.explore.model.MigrationSetup;
import io.interlock.engine.explore.model.Race;
import io.interlock.engine.explore.shrink.ShrinkAim;
import io.interlock.engine.explore.shrink.Shrinker;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final Origin ORIGIN = new Origin("0.1.0", "", "", Map.of());

  /// What a line may ask of a disk.
  private record Ask(String what, int sector) {}

  /// A disk that a controller makes ready, and that must not be read before. Nor may it be ready in
  /// the end without having been read.
  private static final class Disk implements TinyWorld.Script {
    private boolean ready;
    private boolean read;
    private @Nullable String wrong;

    @Override
    public void begin(TinyWorld world) {
      world.send("boot", "controller", new Ask("start", 0));
      world.send("disk!READ", "disk", new Ask("read", 7));
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      if (receiver.equals("controller")) {
        choices.choose(2);
        world.send("controller", "disk", new Ask("spin up", 0));
      } else if (sender.equals("controller")) {
        ready = true;
      } else {
        wrong = ready ? "read\nof a ready disk" : null;
        read = true;
      }
    }

    @Override
    public @Nullable String wrong() {
      return wrong;
    }

    @Override
    public @Nullable String wrongAtTheEnd() {
      return read && ready ? "read too early" : null;
    }
  }

  private static final Decision START = new Decision("boot", "controller", List.of(1));
  private static final Decision SPIN = new Decision("controller", "disk", List.of());
  private static final Decision READ = new Decision("disk!READ", "disk", List.of());

  private static Explanation explained(World world, String property, Decision... schedule) {
    return Explanation.of(
        world,
        Counterexample.of(
            world,
            ORIGIN,
            new Shrinker(world, ShrinkAim.FEWEST_DELIVERIES).shrink(List.of(schedule), property)),
        Narrator.PLAIN);
  }

  @Test
  void aTableHasAColumnForEachReceiver() {
    Explanation explanation = explained(new TinyWorld(Disk::new), "tiny", START, SPIN, READ);
    assertEquals(
        """
        tiny broken at step 2: read of a ready disk
        step 2, disk!READ to disk: Ask[read, 7]
        leaves the default order at step 1, 2 deliveries from there on
        needs: step 1 (controller: Ask[spin up, 0]) before step 2 (disk!READ: Ask[read, 7]) at disk
          step | controller          | disk
        ----------------------------------------------------------
             0 | boot: Ask[start, 0] |
        *    1 |                     | controller: Ask[spin up, 0]
        !    2 |                     | disk!READ: Ask[read, 7]
        """,
        TextTable.of(explanation, Page.SCREEN));
  }

  @Test
  void aListHasAllDeliveries() {
    Explanation explanation = explained(new TinyWorld(Disk::new), "tiny", START, SPIN, READ);
    assertEquals(
        """
        tiny broken at step 2: read of a ready disk
        step 2, disk!READ to disk: Ask[read, 7]
        leaves the default order at step 1, 2 deliveries from there on
        needs: step 1 (controller: Ask[spin up, 0]) before step 2 (disk!READ: Ask[read, 7]) at disk
              0  boot -> controller: Ask[start, 0]
        *     1  controller -> disk: Ask[spin up, 0]
        !     2  disk!READ -> disk: Ask[read, 7]
        """,
        TextList.of(explanation, Page.SCREEN));
  }

  @Test
  void aDiagramHasAnArrowForEachDelivery() {
    Explanation explanation = explained(new TinyWorld(Disk::new), "tiny", START, SPIN, READ);
    assertEquals(
        """
        sequenceDiagram
          participant a0 as boot
          participant a1 as controller
          participant a2 as disk
          participant a3 as disk!READ
          a0->>a1: 0 Ask[start, 0]
          a1->>a2: *1 Ask[spin up, 0]
          a3->>a2: !2 Ask[read, 7]
          Note over a0,a3: leaves the default order at step 1, 2 deliveries from there on
          Note over a0,a3: needs: step 1 (controller: Ask[spin up, 0]) before step 2 (disk!READ: Ask[read, 7]) at disk
          Note over a0,a3: tiny broken at step 2: read of a ready disk
        """,
        MermaidDiagram.of(explanation, 40));
  }

  @Test
  void whatIsJudgedAtTheEndIsBrokenAfterTheLastStep() {
    Explanation explanation = explained(new TinyWorld(Disk::new), "tiny-end", START, READ, SPIN);
    assertTrue(explanation.atEnd());
    assertEquals(
        "tiny-end broken at the end, after 3 steps: read too early", explanation.headline());
    assertEquals(Weight.BY_DEFAULT, explanation.rows().getLast().weight());
    assertFalse(TextTable.of(explanation, Page.SCREEN).contains("!  "));
  }

  @Test
  void theOutsideIsAnEvent() {
    Explanation explanation = explained(new TinyWorld(Disk::new), "tiny", START, SPIN, READ);
    assertEquals(
        List.of(Weight.EVENT, Weight.ESSENTIAL, Weight.ESSENTIAL),
        explanation.rows().stream().map(Row::weight).toList());
  }

  @Test
  void timeAndFactsAreToldWhereTheWorldKnowsThem() {
    World inner = new TinyWorld(Disk::new);
    World timed =
        (World)
            Proxy.newProxyInstance(
                World.class.getClassLoader(),
                new Class<?>[] {World.class},
                (_, method, arguments) ->
                    switch (method.getName()) {
                      case "stated" -> List.of("fact " + inner.steps());
                      case "nowPicos" -> inner.steps() * 1_500L;
                      default -> method.invoke(inner, arguments);
                    });
    assertEquals(
        """
        tiny broken at step 2: read of a ready disk
        step 2, disk!READ to disk: Ask[read, 7] => [fact 3]
        leaves the order of time at step 1, 2 deliveries from there on
        needs: step 1 (controller: Ask[spin up, 0]) before step 2 (disk!READ: Ask[read, 7]) at disk
              0          1.5 ns  boot -> controller: Ask[start, 0] => [fact 1]
        *     1            3 ns  controller -> disk: Ask[spin up, 0] => [fact 2]
        !     2          4.5 ns  disk!READ -> disk: Ask[read, 7] => [fact 3]
        """,
        TextList.of(explained(timed, "tiny", START, SPIN, READ), Page.SCREEN));
  }

  /// A disk that was told to spin up already, and is read before it does.
  private static final class SlowDisk implements TinyWorld.Script {
    private boolean ready;
    private boolean readTooEarly;

    @Override
    public void begin(TinyWorld world) {
      world.send("controller", "disk", new Ask("spin up", 0));
      world.send("disk!READ", "disk", new Ask("read", 7));
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      readTooEarly = !ready && sender.equals("disk!READ");
      ready = true;
    }

    @Override
    public @Nullable String wrong() {
      return readTooEarly ? "read too early" : null;
    }
  }

  @Test
  void aNeedNamesADeliveryThatNeverCame() {
    Explanation explanation = explained(new TinyWorld(SlowDisk::new), "tiny", READ);
    assertEquals(
        List.of(
            "needs: step 0 (disk!READ: Ask[read, 7]) before what never comes (controller: Ask[spin up, 0]) at disk"),
        explanation.needs().stream().map(need -> need.text(120)).toList());
  }

  @Test
  void theOrdersThatASeededRaceNeedsAreNamed() {
    World world = new MigrationModel(new MigrationSetup(1, 1, 1, 1, 6, Race.B3));
    Decision toDevice = new Decision("pcpu0", "device0", List.of());
    Decision toPcpu = new Decision("device0", "pcpu0", List.of());
    Decision request = new Decision("scheduler", "pcpu0", List.of());
    List<Decision> schedule = new ArrayList<>(List.of(request, request));
    for (int i = 0; i < 11; i++) {
      schedule.add(toDevice);
      schedule.add(toPcpu);
    }
    schedule.add(new Decision("pcpu0!IRQ", "pcpu0", List.of()));
    Explanation explanation =
        explained(world, "interrupt-to-loaded", schedule.toArray(Decision[]::new));
    assertEquals(
        List.of(
            "needs: step 23 (device0: Message[ACK, 0, 0])"
                + " before step 24 (pcpu0!IRQ: Message[IRQ, 0, 0]) at pcpu0",
            "needs: step 24 (pcpu0!IRQ: Message[IRQ, 0, 0])"
                + " before what never comes (device0: Message[ACK, 0, 0]) at pcpu0"),
        explanation.needs().stream().map(need -> need.text(120)).toList());
    assertTrue(TextTable.of(explanation, new Page(120, 10)).lines().count() <= 17);
  }
}
