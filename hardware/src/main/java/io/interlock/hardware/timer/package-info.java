/// The generic timer: a system counter that follows virtual time, and what a timer does at a count.
@NullMarked
package io.interlock.hardware.timer;

import org.jspecify.annotations.NullMarked;
