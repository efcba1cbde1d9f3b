/// What a guest does: small programs that a vCPU steps through, their text form, and built-in ones.
///
/// A program is written as [GuestOperation]s, laid out once as flat [GuestCode], and walked by one
/// [GuestCursor] per vCPU. See docs/guest-programs.md.
@NullMarked
package io.interlock.hypervisor.guest;

import org.jspecify.annotations.NullMarked;
