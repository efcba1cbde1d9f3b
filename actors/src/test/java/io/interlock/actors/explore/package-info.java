/// Tests of searching hosts.
@NullMarked
package io.interlock.actors.explore;

import org.jspecify.annotations.NullMarked;
