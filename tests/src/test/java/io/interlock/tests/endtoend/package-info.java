/// The program as a user meets it: its own process, its files, its exit status.
@NullMarked
package io.interlock.tests.endtoend;

import org.jspecify.annotations.NullMarked;
