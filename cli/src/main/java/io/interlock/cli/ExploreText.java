package io.interlock.cli;

import io.interlock.actors.explore.ExploreResult;
import java.util.List;

/// What `explore` prints for people.
final class ExploreText {
  private ExploreText() {}

  static String of(ExploreResult result, List<String> files) {
    var text = new StringBuilder();
    text.append(
        "%s, seed %d: %s executions, %s deliveries in %s; %s%n"
            .formatted(
                result.strategy(),
                result.seed(),
                Units.whole(result.executions()),
                Units.whole(result.deliveries()),
                Units.seconds(result.wallSeconds()) + " s",
                result.exhausted() ? "exhausted: " + result.end() : result.end()));
    if (result.nondeterminism() != null) {
      text.append("An execution did not come out the same again, so nothing is certain.\n");
    } else if (result.finds().isEmpty()) {
      text.append(
          result.exhausted()
              ? "Nothing is broken, in any order.\n"
              : "Nothing was found to be broken; that is no proof.\n");
      return text.toString();
    }
    for (int i = 0; i < files.size(); i++) {
      ExploreResult.Find find = result.finds().get(i);
      text.append(
          "%n%d. %s: %s%n"
              .formatted(i + 1, find.violation().property(), find.violation().message()));
      text.append(
          "   execution %d, %d deliveries; %s: %s%n"
              .formatted(find.execution(), find.length(), shrunk(find), departure(find)));
      text.append("   interlock replay %s%n".formatted(files.get(i)));
    }
    return text.toString();
  }

  /// What is broken only at the end of all has no last delivery that matters.
  private static String shrunk(ExploreResult.Find find) {
    return find.shrunkLength() == 0 ? "broken at its end" : "shrunk to " + find.shrunkLength();
  }

  private static String departure(ExploreResult.Find find) {
    return find.departureLength() == 0
        ? "the order of time breaks it by itself"
        : "the order of time, and then " + find.departureLength() + " deliveries";
  }
}
