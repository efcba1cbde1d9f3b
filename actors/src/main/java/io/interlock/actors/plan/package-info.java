/// From a scenario to what the actors of each host are made of.
@NullMarked
package io.interlock.actors.plan;

import org.jspecify.annotations.NullMarked;
