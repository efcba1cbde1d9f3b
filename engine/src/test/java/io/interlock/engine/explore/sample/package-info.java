/// Strategies against small worlds whose orders can be counted, and against the seeded races.
@NullMarked
package io.interlock.engine.explore.sample;

import org.jspecify.annotations.NullMarked;
