/// Tests that state the rules of a simulated host.
@NullMarked
package io.interlock.actors.host;

import org.jspecify.annotations.NullMarked;
