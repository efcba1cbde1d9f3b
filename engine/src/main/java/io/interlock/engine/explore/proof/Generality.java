package io.interlock.engine.explore.proof;

/// How general the steps of a world turn out to be, and so how much a [Dpor] search has to plan.
///
/// A search begins with the first and begins again with another as soon as a step needs that.
enum Generality {
  /// Steps touch their receivers only, choose nothing and make nothing vanish. What is between the
  /// two steps of a race is all that a plan needs, and a race that was planned once is planned for
  /// all executions that go on from there.
  PLAIN,

  /// Handlers choose, or things on their way vanish. A plan holds all of its execution that does
  /// not depend on the earlier step, so it is made anew at the end of each.
  VARIED,

  /// Steps touch more than their receivers; whom, depends on what is before them. The last step of
  /// a plan is tried out to see.
  WIDE;

  boolean isPlain() {
    return this == PLAIN;
  }

  boolean isWide() {
    return this == WIDE;
  }
}
