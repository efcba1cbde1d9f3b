/// Searching hosts for broken properties: what to search, what came of it, and how to see it again.
@NullMarked
package io.interlock.actors.explore;

import org.jspecify.annotations.NullMarked;
