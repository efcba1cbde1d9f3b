/// What guests find, whoever carries it out for them: the PE that they run on, or KVM after a trap.
@NullMarked
package io.interlock.actors.host.guest;

import org.jspecify.annotations.NullMarked;
