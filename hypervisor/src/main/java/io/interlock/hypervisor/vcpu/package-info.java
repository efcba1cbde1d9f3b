/// What a vCPU thread and those who want something of it agree on: modes, requests, kicks.
@NullMarked
package io.interlock.hypervisor.vcpu;

import org.jspecify.annotations.NullMarked;
