package io.interlock.engine.explore.sample;

import java.util.HashSet;
import java.util.Set;

/// What earlier generations of executions taught, and all workers of the present one go by.
///
/// It changes between generations only, by what came of executions in their order. So the number of
/// workers makes no difference.
///
/// @param broken properties of which a violation was found
record Knowledge(Census census, Coverage coverage, Corpus corpus, Set<String> broken) {
  Knowledge() {
    this(new Census(), new Coverage(), new Corpus(), new HashSet<>());
  }
}
