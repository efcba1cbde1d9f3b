/// How KVM/arm64 gives guests the Statistical Profiling Extension: configuration by user space,
/// trapped accesses to the buffer's registers, locked memory. As in the series v6 of 2025-11-14.
@NullMarked
package io.interlock.hypervisor.spe;

import org.jspecify.annotations.NullMarked;
