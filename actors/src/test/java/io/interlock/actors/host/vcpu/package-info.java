/// Tests of what a vCPU's thread is made of.
@NullMarked
package io.interlock.actors.host.vcpu;

import org.jspecify.annotations.NullMarked;
