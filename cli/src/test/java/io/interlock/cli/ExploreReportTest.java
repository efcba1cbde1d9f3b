package io.interlock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.explore.ExploreResult;
import io.interlock.engine.explore.Replay.Mismatch;
import io.interlock.engine.explore.sample.Nondeterminism;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExploreReportTest {
  private static final Nondeterminism HIDDEN =
      new Nondeterminism(
          7, "urw", 42, "vm-a/vcpu0", new Mismatch(3, "pe1", "step hash 0", "step hash 1"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int report(@Nullable Nondeterminism hidden) {
    Terminal terminal =
        new Terminal(out, new PrintStream(err, true, StandardCharsets.UTF_8), Map.of());
    ExploreResult result =
        new ExploreResult(
            "portfolio", 1, 8, 80, 0, 9, 0.5, false, false, "the end", hidden, List.of());
    return new ExploreCommand(terminal, new Interruption()).report(result, List.of());
  }

  @Test
  void anExecutionThatCannotBeRepeatedIsOneLineAndInterlocksOwnFailure() {
    assertEquals(ExitStatus.FAILURE, report(HIDDEN));
    assertEquals(
        """
        interlock: not deterministic: execution 7 (urw, seed 42), step 3, actor pe1 \
        (a delivery from vm-a/vcpu0): expected step hash 0, observed step hash 1
        """,
        err.toString(StandardCharsets.UTF_8));
    assertEquals(
        """
        portfolio, seed 1: 8 executions, 80 deliveries in 500 ms; the end
        An execution did not come out the same again, so nothing is certain.
        """,
        out.toString(StandardCharsets.UTF_8).replace("0.500 s", "500 ms"));
  }

  @Test
  void withoutOneNothingIsSaidOfIt() {
    assertEquals(ExitStatus.OK, report(null));
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }
}
