/// Tests of how a scenario becomes plans of hosts.
@NullMarked
package io.interlock.actors.plan;

import org.jspecify.annotations.NullMarked;
