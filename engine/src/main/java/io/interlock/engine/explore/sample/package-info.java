/// Search by sampling: many seeded executions, each ordered by a strategy, spread over workers.
/// What comes out depends on the seed and the number of executions, and not on the workers.
@NullMarked
package io.interlock.engine.explore.sample;

import org.jspecify.annotations.NullMarked;
