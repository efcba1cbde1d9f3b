/// The units of a host beside its PEs: the distributor and redistributors of its GIC, its SPUs, and
/// the drivers that have probed its PMUs and SPUs.
@NullMarked
package io.interlock.actors.host.unit;

import org.jspecify.annotations.NullMarked;
