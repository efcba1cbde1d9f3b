package io.interlock.engine.explore.search;

import io.interlock.engine.explore.proof.Ending;
import io.interlock.engine.explore.proof.Finding;
import io.interlock.engine.explore.proof.ProofResult;
import java.util.List;
import java.util.Locale;

/// What all proofs have in common.
final class Proofs {
  private Proofs() {}

  static SearchOutcome outcome(ProofResult result, long executions, long states) {
    Finding finding = result.findings().isEmpty() ? null : result.findings().getFirst();
    return new SearchOutcome(
        finding == null ? null : finding.violation(),
        finding == null ? List.of() : finding.schedule(),
        Math.max(0, executions - 1),
        executions,
        result.transitions(),
        states,
        0,
        0,
        false,
        result.exhausted(),
        result.ending() == Ending.INTERRUPTED,
        null,
        words(result.ending()));
  }

  private static String words(Ending ending) {
    return switch (ending) {
      case EXHAUSTED -> "every order was tried";
      case INTERRUPTED -> "interrupted";
      default -> "cut by the bound on " + ending.name().toLowerCase(Locale.ROOT);
    };
  }
}
