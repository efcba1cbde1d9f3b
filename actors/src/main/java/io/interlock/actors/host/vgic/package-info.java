/// The distributor of a virtual machine: SPIs wherever they are, the devices that raise them, the
/// frames that guests reach, and the calls by which user space looks at it all.
@NullMarked
package io.interlock.actors.host.vgic;

import org.jspecify.annotations.NullMarked;
