/// What a host is made of: cores and their types, clusters, GIC, PMUs, SPUs and timer, read from a
/// device tree or taken from a preset.
@NullMarked
package io.interlock.hardware.topology;

import org.jspecify.annotations.NullMarked;
