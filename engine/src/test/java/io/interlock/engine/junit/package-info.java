/// Explorations as JUnit 5 tests.
@NullMarked
package io.interlock.engine.junit;

import org.jspecify.annotations.NullMarked;
