/// What user space settles about a VM's PMU before it runs: features, attributes, identity
/// registers; each request answered with what changes or with an error number.
@NullMarked
package io.interlock.hypervisor.pmu.uapi;

import org.jspecify.annotations.NullMarked;
