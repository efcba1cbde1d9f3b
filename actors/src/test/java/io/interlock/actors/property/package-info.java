/// Tests of the properties with streams of facts.
@NullMarked
package io.interlock.actors.property;

import org.jspecify.annotations.NullMarked;
