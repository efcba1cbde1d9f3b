package io.interlock.engine.explore.counterexample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.TinyWorld;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.model.MigrationModel;
import io.interlock.engine.explore.model.MigrationSetup;
import io.interlock.engine.explore.model.Race;
import io.interlock.engine.explore.shrink.ShrinkAim;
import io.interlock.engine.explore.shrink.Shrinker;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReproductionTest {
  private static final Origin ORIGIN = new Origin("0.1.0", "", "B1", Map.of());

  /// Two lines that choose; the second after a choice of 2 is wrong, or two choices of 1 at the
  /// end.
  private static final class Lines implements TinyWorld.Script {
    private int sum;
    private @Nullable String wrong;

    @Override
    public void begin(TinyWorld world) {
      world.send("!a", "hub", "a");
      world.send("!b", "hub", "b");
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      wrong = sum == 2 ? "too late" : null;
      sum += choices.choose(3);
    }

    @Override
    public @Nullable String wrong() {
      return wrong;
    }

    @Override
    public @Nullable String wrongAtTheEnd() {
      return sum == 2 ? "two" : null;
    }
  }

  private static Counterexample lines(String property, int first, int second) {
    World world = new TinyWorld(Lines::new);
    List<Decision> schedule =
        List.of(
            new Decision("!b", "hub", List.of(first)), new Decision("!a", "hub", List.of(second)));
    return Counterexample.of(
        world, ORIGIN, new Shrinker(world, ShrinkAim.FEWEST_DELIVERIES).shrink(schedule, property));
  }

  @Test
  void aCounterexampleReproducesInAFreshWorld() {
    Counterexample found = lines("tiny", 2, 0);
    Counterexample read = CounterexampleReader.parse(CounterexampleWriter.json(found), "f");
    Reproduction again = Reproduction.of(new TinyWorld(Lines::new), read);
    assertEquals(found.violation(), again.observed());
    assertNull(again.difference());
  }

  @Test
  void soDoesOneThatIsJudgedAtTheEnd() {
    Counterexample found = lines("tiny-end", 1, 1);
    assertTrue(found.atEnd());
    Reproduction again = Reproduction.of(new TinyWorld(Lines::new), found);
    assertEquals(found.violation(), again.observed());
    assertNull(again.difference());
  }

  @Test
  void oneOfTheMigrationProtocolReproducesToo() {
    MigrationSetup setup = MigrationSetup.with(Race.B1);
    World world = new MigrationModel(setup);
    Decision write = new Decision("pcpu0", "device0", List.of());
    Decision ack = new Decision("device0", "pcpu0", List.of());
    Decision request = new Decision("scheduler", "pcpu0", List.of());
    List<Decision> schedule = List.of(request, write, request, ack, write, ack, write, ack);
    Counterexample found =
        Counterexample.of(
            world,
            ORIGIN,
            new Shrinker(world, ShrinkAim.FEWEST_DELIVERIES).shrink(schedule, "saved-context"));
    Reproduction again = Reproduction.of(new MigrationModel(setup), found);
    assertNull(again.difference());
    assertEquals("saved-context", Objects.requireNonNull(again.observed()).property());
    Reproduction cured = Reproduction.of(new MigrationModel(MigrationSetup.with(Race.NONE)), found);
    assertNotNull(cured.difference());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[2] | [1] | step 0 at hub: expected step hash",
        "[2] | [3] | step 0 at hub: expected 1 choices, observed fewer alternatives",
        "[2] | [2, 0] | step 0 at hub: expected 2 choices, observed 1 choices",
        "too late | too early | step 1: expected tiny (too early), observed tiny (too late) at",
        "\"!b\" | \"!c\" | step 0 at hub: expected delivery from !c, observed only !a -> hub",
        "\"failingStep\": 1 | \"failingStep\": 2 | step 2: expected tiny (too late), observed tiny",
        "\"digest\": \"0 | \"digest\": \"1 | digest: expected 1",
      })
  void anEditedFileIsFoundAtItsReplay(String from, String to, String difference) {
    Counterexample found = lines("tiny", 2, 0);
    String json =
        CounterexampleWriter.json(found)
            .replaceFirst("\"digest\": \".", "\"digest\": \"0")
            .replace(from, to);
    Reproduction edited =
        Reproduction.of(new TinyWorld(Lines::new), CounterexampleReader.parse(json, "f"));
    String observed = Objects.requireNonNull(edited.difference());
    assertTrue(observed.startsWith(difference), observed);
  }
}
