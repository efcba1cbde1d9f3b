/// Flattened device trees, version 17: read from bytes that nobody vouched for, looked at through
/// typed views, and written back.
@NullMarked
package io.interlock.hardware.devicetree;

import org.jspecify.annotations.NullMarked;
