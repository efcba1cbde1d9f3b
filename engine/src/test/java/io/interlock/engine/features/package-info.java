/// Features of Akka Typed, each unmodified and in virtual time.
@NullMarked
package io.interlock.engine.features;

import org.jspecify.annotations.NullMarked;
