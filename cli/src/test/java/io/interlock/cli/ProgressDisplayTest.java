package io.interlock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.result.Progress;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ProgressDisplay display(String... environment) {
    Map<String, String> variables =
        environment.length == 0
            ? Map.of()
            : Map.of("INTERLOCK_STDERR_TTY", "1", environment[0], environment[1]);
    return new ProgressDisplay(
        new Terminal(
            OutputStream.nullOutputStream(),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            variables));
  }

  /// A quarter of a second is done after so much wall-clock time, in millions of events.
  private static Progress quarter(long wallNanos) {
    return new Progress(250_000_000_000L, 1_000_000_000_000L, 1_000_000, wallNanos);
  }

  private String shown() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aTerminalGetsABarWithTimeRateAndWhatRemains() {
    ProgressDisplay display = display("NO_COLOR", "1");
    display.progressed(quarter(SECOND / 2));

    assertEquals(
        "\r\u001b[K[##........] 25%, 250 ms of 1 s, 0:02 left, 0.50 x real time, 2.00 M events/s",
        shown());
  }

  @Test
  void theBarFitsTheTerminal() {
    ProgressDisplay display = display("INTERLOCK_COLUMNS", "120");
    display.progressed(quarter(SECOND / 2));

    assertEquals(
        "\r\u001b[K[\u001b[32m#####...............\u001b[0m]"
            + " 25%, 250 ms of 1 s, 0:02 left, 0.50 x real time, 2.00 M events/s",
        shown());
  }

  @Test
  void aNarrowTerminalGetsWhatFits() {
    ProgressDisplay display = display("INTERLOCK_COLUMNS", "40");
    display.progressed(quarter(SECOND / 2));

    assertTrue(shown().endsWith("] 25%, 250 ms of 1 s"), shown());
  }

  @Test
  void theBarIsDrawnTenTimesASecondAtMost() {
    ProgressDisplay display = display("NO_COLOR", "1");
    for (long wallNanos = 0; wallNanos <= SECOND; wallNanos += SECOND / 1_000) {
      display.progressed(quarter(wallNanos));
    }

    assertEquals(10, shown().chars().filter(c -> c == '\r').count());
  }

  @Test
  void elsewhereThereIsALineEveryFiveSeconds() {
    ProgressDisplay display = display();
    for (long wallNanos = 0; wallNanos <= 11 * SECOND; wallNanos += SECOND / 10) {
      display.progressed(quarter(wallNanos));
    }
    display.finish();

    assertEquals(2, shown().lines().count());
    assertTrue(
        shown()
            .startsWith(
                "interlock: 25%, 250 ms of 1 s, 0:15 left, 0.05 x real time, 200 k events/s\n"),
        shown());
    assertFalse(shown().contains("\u001b"), "no escapes outside a terminal");
  }
}
