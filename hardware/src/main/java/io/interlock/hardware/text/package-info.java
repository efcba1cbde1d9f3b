/// Words for people: near misses of a name, and text that stays on one line.
@NullMarked
package io.interlock.hardware.text;

import org.jspecify.annotations.NullMarked;
