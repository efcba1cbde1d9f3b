/// What tests look at of a PE.
@NullMarked
package io.interlock.actors.host.pe;

import org.jspecify.annotations.NullMarked;
