package io.interlock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.interlock.cluster.LocalRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What guests sample of themselves, as Linux' own perf reads it from the files of `--out`.
class ProfileFilesTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "spe-profile.conf");
  private static final Pattern COUNTER = Pattern.compile("PC 0x([0-9a-f]+) el(\\d) ns=1");
  private static final Pattern LATENCY = Pattern.compile("LAT (\\d+) TOT");

  @TempDir private Path folder = Path.of("");

  private static boolean perfIsInstalled() {
    try {
      Process process =
          new ProcessBuilder("perf", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> perf(String... call) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("perf"));
    command.addAll(List.of(call));
    Path output = folder.resolve("output.txt");
    Path errors = folder.resolve("errors.txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PAGER", "cat");
    Process process =
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    assertEquals(0, process.waitFor(), command::toString);
    return Files.readAllLines(output);
  }

  private JsonNode run() throws IOException {
    CliFixture cli = new CliFixture(new LocalRunner(), Map.of());
    int status =
        cli.execute(
            "run",
            EXAMPLE.toString(),
            "--quiet",
            "--out",
            folder.toString(),
            "--set",
            "vms.big.total-cycles=8M",
            "--set",
            "vms.little.total-cycles=8M");
    assertEquals(0, status, cli::err);
    return new ObjectMapper().readTree(folder.resolve("result.json").toFile()).get("vms");
  }

  @Test
  void perfFindsEveryRecordThatTheResultCounts() throws IOException, InterruptedException {
    assumeTrue(perfIsInstalled(), "perf is not installed (Debian: linux-perf)");
    for (JsonNode vm : run()) {
      String file = folder.resolve("perf-" + vm.get("name").asText() + ".data").toString();
      List<String> dump = perf("report", "-f", "-D", "-i", file);
      long records = vm.get("spe").get("records").asLong();
      assertTrue(records > 1000, () -> vm + " has few records");
      assertEquals(records, dump.stream().filter(line -> COUNTER.matcher(line).find()).count());
      assertEquals(records, dump.stream().filter(line -> LATENCY.matcher(line).find()).count());
      assertTrue(dump.stream().noneMatch(line -> line.contains("Bad packet")));
      assertTrue(perf("script", "-f", "-i", file).size() > records);
      // perf synthesises by time unless told otherwise, and then says that SPE cannot.
      assertEquals(records, perf("script", "-f", "--itrace=i1i", "-i", file).size());
      assertEquals("", Files.readString(folder.resolve("errors.txt")));
    }
  }

  @Test
  void accountsClose() throws IOException {
    for (JsonNode vm : run()) {
      JsonNode spe = vm.get("spe");
      long ends = 0;
      for (String end : List.of("collisions", "filtered", "discarded", "records", "lost")) {
        ends += spe.get(end).asLong();
      }
      assertEquals(spe.get("samples").asLong(), ends, spe::toString);
      assertTrue(spe.get("population").asLong() >= ends);
    }
  }
}
