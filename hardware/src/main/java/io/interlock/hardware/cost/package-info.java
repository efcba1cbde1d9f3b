/// What things take: picoseconds for each event that costs time on a host.
@NullMarked
package io.interlock.hardware.cost;

import org.jspecify.annotations.NullMarked;
