/// The Statistical Profiling Extension of one PE: which operations are sampled, what a record of
/// one says, and how records come into the Profiling Buffer.
@NullMarked
package io.interlock.hardware.spe;

import org.jspecify.annotations.NullMarked;
