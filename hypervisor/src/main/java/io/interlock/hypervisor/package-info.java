/// KVM/arm64, as plain Java. No Akka.
@NullMarked
package io.interlock.hypervisor;

import org.jspecify.annotations.NullMarked;
