/// The PE's system registers: one table of names, encodings and fields, and the register file that
/// holds their values.
@NullMarked
package io.interlock.hardware.register;

import org.jspecify.annotations.NullMarked;
