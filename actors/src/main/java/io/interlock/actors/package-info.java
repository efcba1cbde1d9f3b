/// Protocols and actors over the machine and the hypervisor.
@NullMarked
package io.interlock.actors;

import org.jspecify.annotations.NullMarked;
