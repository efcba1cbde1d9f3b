/// From a schedule that breaks a property to the shortest that still does, and to the orders in it
/// that matter.
@NullMarked
package io.interlock.engine.explore.shrink;

import org.jspecify.annotations.NullMarked;
