/// The performance monitors of one PE (PMUv3): counting, overflow, and who may touch which counter.
@NullMarked
package io.interlock.hardware.pmu;

import org.jspecify.annotations.NullMarked;
