/// What a core says of itself in its ID registers.
@NullMarked
package io.interlock.hardware.identity;

import org.jspecify.annotations.NullMarked;
