package io.interlock.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// What an actor answered to a call from the outside.
final class Answers {
  private Answers() {}

  /// Waits for the answer; a refusal is thrown as it is.
  static <T> T of(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException refused) {
      if (refused.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw refused;
    }
  }
}
