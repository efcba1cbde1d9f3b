package io.interlock.actors.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.cost.CostTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/scenarios.md` against the reader.
class ScenarioDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "scenarios.md");
  private static final Pattern KEY_ROW =
      Pattern.compile("^\\| `([a-zA-Z.-]+\\.[a-zA-Z.-]+)` \\|.*");

  @Test
  void everyKeyIsDescribedAndNoOther() throws IOException {
    Set<String> known =
        Stream.of(
                prefixed("run.", ScenarioKeys.RUN),
                prefixed("host.", ScenarioKeys.HOST),
                prefixed("host.kvm.", ScenarioKeys.KVM),
                prefixed("vms.NAME.", ScenarioKeys.VM).stream()
                    .filter(key -> !key.equals("vms.NAME.pmu"))
                    .toList(),
                prefixed("vms.NAME.pmu.", ScenarioKeys.PMU),
                prefixed("host.spe.", ScenarioKeys.HOST_SPE),
                prefixed("host.spe.record.", ScenarioKeys.HOST_SPE_RECORD),
                prefixed("vms.NAME.spe.", ScenarioKeys.VM_SPE),
                prefixed("host.costs.", CostTable.keys()))
            .flatMap(List::stream)
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(known, described());
  }

  private static Set<String> described() throws IOException {
    var keys = new TreeSet<String>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      var row = KEY_ROW.matcher(line);
      if (row.matches()) {
        keys.add(row.group(1));
      }
    }
    return keys;
  }

  private static List<String> prefixed(String prefix, List<String> keys) {
    return keys.stream().map(key -> prefix + key).toList();
  }

  @Test
  void theExampleIsAScenario() throws IOException {
    var lines = new ArrayList<>(Files.readAllLines(DOCUMENT));
    int first = lines.indexOf("```hocon") + 1;
    String example =
        String.join(
            "\n", lines.subList(first, first + lines.subList(first, lines.size()).indexOf("```")));

    assertEquals(3, ScenarioReader.parse(Path.of("s.conf"), example).vms().size());
  }
}
