package io.interlock.engine.explore.proof;

import java.util.List;

/// What a [Dpor] search came to.
///
/// @param executions executions run to their end, each of another class of equal orders
/// @param blocked executions left because all they could do next is known from others: wasted work,
///     0 where every step touches its receiver alone
/// @param transitions steps taken, without those taken only to come back to a state
/// @param depth the length of the longest execution
public record DporResult(
    Ending ending,
    List<Finding> findings,
    long executions,
    long blocked,
    long transitions,
    int depth)
    implements ProofResult {}
