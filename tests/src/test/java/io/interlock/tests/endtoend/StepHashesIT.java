package io.interlock.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What actors leave after each step of a random order does not depend on the JVM.
class StepHashesIT {
  private static final String SCENARIO =
      Path.of(Program.EXAMPLE).resolveSibling("partitioned-pmu-v5.conf").toString();

  @TempDir Path folder = Path.of("");

  @Test
  void twoProcessesAgreeOnRandomOrders() throws IOException, InterruptedException {
    assertTwoAgree(100);
  }

  @Tag("long")
  @Test
  void twoProcessesAgreeOnAThousandRandomOrders() throws IOException, InterruptedException {
    assertTwoAgree(1_000);
  }

  private void assertTwoAgree(int orders) throws IOException, InterruptedException {
    List<String> first = hashes("-XX:TieredStopAtLevel=1", orders);
    List<String> second = hashes("-XX:+UseParallelGC", orders);
    assertEquals(orders, first.size());
    assertEquals(first, second);
    assertNotEquals(first.get(0).split(" ", 3)[2], first.get(1).split(" ", 3)[2]);
  }

  /// @param option makes the processes less alike
  private List<String> hashes(String option, int orders) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "hashes", ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                StepHashes.class.getName(),
                SCENARIO,
                String.valueOf(orders))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertTrue(process.waitFor(4 * Program.DEADLINE_SECONDS, TimeUnit.SECONDS), "it hangs");
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(out);
  }
}
