package io.interlock.engine.explore.proof;

import java.util.List;

/// What a [StatefulSearch] came to.
///
/// @param states different states seen, without those that a violation led to
/// @param transitions steps taken, without those taken only to come back to a state
/// @param ends states in which nothing is enabled
/// @param depth the length of the longest path
/// @param collisionProbability how probable it is that two states were taken for one, and something
///     was missed for it
public record StatefulResult(
    Ending ending,
    List<Finding> findings,
    long states,
    long transitions,
    long ends,
    int depth,
    double collisionProbability)
    implements ProofResult {}
