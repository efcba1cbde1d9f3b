/// How deliveries are taken out of Akka's hands: the dispatcher that hands every envelope to a
/// conductor, the agenda that orders them, and the scheduler that keeps virtual time.
@NullMarked
package io.interlock.engine.conductor;

import org.jspecify.annotations.NullMarked;
