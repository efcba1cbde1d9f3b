/// The migration protocol that other model checkers have counted, as real actors.
@NullMarked
package io.interlock.tests.migration;

import org.jspecify.annotations.NullMarked;
