/// One VM as its user space sees it: each call of KVM's interface with its result, and what a guest
/// finds that does one thing at a time. Nothing here runs at the same time as anything else.
@NullMarked
package io.interlock.hypervisor.kvm;

import org.jspecify.annotations.NullMarked;
