package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.Violation;
import org.jspecify.annotations.Nullable;

/// What came of one execution.
///
/// @param turn the index of its strategy
/// @param cut whether it reached its bound of steps without a judgement
/// @param newOrderings that none had shown when its generation began
/// @param newStates likewise, if the strategy wants to know
/// @param tape its draws up to where it last saw something new, if they were kept
/// @param find how to see the violation again, unless its property had been broken before
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outcome(
    int turn,
    int steps,
    boolean cut,
    long[] newOrderings,
    long[] newStates,
    long @Nullable [] tape,
    @Nullable Violation violation,
    @Nullable Find find,
    @Nullable Nondeterminism nondeterminism) {}
