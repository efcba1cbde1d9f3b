package io.interlock.engine.explore.proof;

/// A step by what identifies it in its state: the channel that delivers, and what its handler is
/// answered. Answers beyond those given are the first alternatives.
///
/// @param alternatives how many each answer was one of, if the step has been taken
/// @param touched the actors that the step touches
/// @param breaks whether it breaks a property, so that nothing comes after it
@SuppressWarnings("ArrayRecordComponent") // compared by isSame
record Act(int channel, int[] answers, int[] alternatives, int[] touched, boolean breaks) {
  /// A step that has not been taken yet.
  static Act planned(int channel, int[] answers, int[] touched) {
    return new Act(channel, answers, Odometer.NO_ANSWERS, touched, false);
  }

  /// Whether both are the same step, if taken in the same state.
  boolean isSame(Act other) {
    return channel == other.channel && sameAnswers(answers, other.answers);
  }

  private static boolean sameAnswers(int[] some, int[] others) {
    if (some == others) {
      return true;
    }
    for (int i = 0; i < Math.max(some.length, others.length); i++) {
      if ((i < some.length ? some[i] : 0) != (i < others.length ? others[i] : 0)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the order of both matters.
  boolean dependsOn(Act other) {
    for (int mine : touched) {
      if (other.touches(mine)) {
        return true;
      }
    }
    return false;
  }

  boolean touches(int actor) {
    for (int mine : touched) {
      if (mine == actor) {
        return true;
      }
    }
    return false;
  }
}
