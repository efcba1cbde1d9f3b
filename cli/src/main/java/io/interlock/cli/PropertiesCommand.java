package io.interlock.cli;

import io.interlock.actors.property.Properties;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `interlock properties`.
@Command(name = "properties", description = "List what is judged.")
final class PropertiesCommand implements Callable<Integer> {
  /// One property, as the JSON has it.
  record Named(String property, String meaning) {}

  private final Terminal terminal;

  @Option(names = "--json", description = "Print one JSON object on standard output, nothing else.")
  private boolean json;

  PropertiesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Named> all =
        Arrays.stream(Properties.values())
            .map(property -> new Named(property.title(), property.meaning()))
            .toList();
    var table = new Table(2, "property", "demands");
    all.forEach(property -> table.row(property.property(), property.meaning()));
    terminal.print(json ? Json.line(Map.of("properties", all)) : table.toString());
    return ExitStatus.OK;
  }
}
