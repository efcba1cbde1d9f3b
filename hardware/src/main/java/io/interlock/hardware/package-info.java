/// The machine, as plain Java. No Akka.
@NullMarked
package io.interlock.hardware;

import org.jspecify.annotations.NullMarked;
