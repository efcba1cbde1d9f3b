package io.interlock.engine.explore.counterexample;

import static io.interlock.engine.explore.counterexample.JsonText.string;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.shrink.EssentialRace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes counterexamples as JSON, one decision a line. Equal ones are equal to the byte on every
/// machine.
public final class CounterexampleWriter {
  /// The version of the format. Its key says what the file is, and comes first in the alphabet.
  static final int FORMAT = 1;

  private CounterexampleWriter() {}

  /// Writes a file.
  public static void write(Counterexample counterexample, Path file) throws IOException {
    Files.writeString(file, json(counterexample), StandardCharsets.US_ASCII);
  }

  /// The text of the file.
  public static String json(Counterexample counterexample) {
    Origin origin = counterexample.origin();
    Map<String, String> fields = new HashMap<>();
    fields.put("counterexample", String.valueOf(FORMAT));
    fields.put("digest", string(counterexample.digest()));
    fields.put("failingStep", String.valueOf(counterexample.failingStep()));
    fields.put("listed", String.valueOf(counterexample.listed()));
    fields.put("message", string(counterexample.violation().message()));
    fields.put("overrides", overrides(origin.overrides()));
    fields.put("property", string(counterexample.violation().property()));
    fields.put("races", races(counterexample.races()));
    fields.put("scenario", string(origin.scenario()));
    fields.put("schedule", schedule(counterexample));
    fields.put("tool", string(origin.tool()));
    fields.put("variant", string(origin.variant()));
    return JsonText.objectOfLines(fields) + "\n";
  }

  private static String overrides(Map<String, String> overrides) {
    Map<String, String> fields = new HashMap<>();
    overrides.forEach((key, value) -> fields.put(key, string(value)));
    return JsonText.object(fields);
  }

  private static String races(List<EssentialRace> races) {
    return JsonText.arrayOfLines(races.stream().map(CounterexampleWriter::race).toList());
  }

  private static String race(EssentialRace race) {
    Map<String, String> fields = new HashMap<>();
    fields.put("first", String.valueOf(race.first()));
    if (race.second() != EssentialRace.NEVER) {
      fields.put("second", String.valueOf(race.second()));
    }
    fields.put("from", string(race.sender()));
    fields.put("to", string(race.receiver()));
    return JsonText.object(fields);
  }

  private static String schedule(Counterexample counterexample) {
    List<Decision> schedule = counterexample.schedule();
    return JsonText.arrayOfLines(
        IntStream.range(0, schedule.size())
            .mapToObj(i -> step(schedule.get(i), counterexample.stepHashes().get(i)))
            .toList());
  }

  private static String step(Decision decision, long hash) {
    Map<String, String> fields = new HashMap<>();
    if (!decision.choices().isEmpty()) {
      fields.put(
          "choices",
          decision.choices().stream()
              .map(String::valueOf)
              .collect(Collectors.joining(", ", "[", "]")));
    }
    fields.put("from", string(decision.sender()));
    fields.put("hash", string("%016x".formatted(hash)));
    fields.put("to", string(decision.receiver()));
    return JsonText.object(fields);
  }
}
