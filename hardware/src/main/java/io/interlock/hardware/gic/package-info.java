/// GICv3 as plain state machines: distributor, redistributor, physical and virtual CPU interface.
///
/// One security state is modelled (GICD_CTLR.DS = 1) with affinity routing always on, and 5 bits of
/// priority (32 levels). Messages between the parts are [GicStream].
@NullMarked
package io.interlock.hardware.gic;

import org.jspecify.annotations.NullMarked;
