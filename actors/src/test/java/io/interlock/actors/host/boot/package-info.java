/// Tests of what a host is as a whole.
@NullMarked
package io.interlock.actors.host.boot;

import org.jspecify.annotations.NullMarked;
