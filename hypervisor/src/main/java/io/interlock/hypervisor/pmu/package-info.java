/// How KVM shares a PE's performance monitors between the host and a guest.
@NullMarked
package io.interlock.hypervisor.pmu;

import org.jspecify.annotations.NullMarked;
