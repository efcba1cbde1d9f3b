package io.interlock.actors.host;

import io.interlock.hardware.gic.IntId;

/// Why KVM_RUN came back.
public sealed interface RunExit {
  /// KVM_EXIT_MMIO: a device of user space was accessed, and with that served if it is the one
  /// behind an SPI, else [IntId#NONE].
  record Mmio(int spi) implements RunExit {
    /// One that has no interrupt.
    public Mmio() {
      this(IntId.NONE);
    }
  }

  /// KVM_EXIT_FAIL_ENTRY with reason CPU_UNSUPPORTED on that PE.
  record FailEntry(int pe) implements RunExit {
    /// As the kernel's header names it.
    public String words() {
      return "KVM_EXIT_FAIL_ENTRY on CPU %d, KVM_EXIT_FAIL_ENTRY_CPU_UNSUPPORTED".formatted(pe);
    }
  }

  /// KVM_EXIT_RLIMIT: a buffer needs more memory than may be locked, so many bytes in all.
  record Rlimit(long bytesNeeded) implements RunExit {
    /// As the kernel's header names it.
    public String words() {
      return "KVM_EXIT_RLIMIT, %d bytes to lock".formatted(bytesNeeded);
    }
  }

  /// KVM_RUN failed with this result before the vCPU ran.
  record Failed(int result) implements RunExit {}

  /// KVM_EXIT_SYSTEM_EVENT: a guest has turned the system off, or wants it reset.
  record SystemEvent(boolean reset) implements RunExit {}

  /// KVM_EXIT_SYSTEM_EVENT of type SUSPEND: a guest wants the system suspended.
  record SystemSuspend() implements RunExit {}

  /// KVM_EXIT_SYSTEM_EVENT of type WAKEUP: a suspended vCPU could go on, there.
  record WakeUp(VcpuPower.Start at) implements RunExit {}

  /// KVM_RUN failed with -EINTR: a signal was pending.
  record Interrupted() implements RunExit {}

  /// The vCPU powered itself off; its thread ends.
  record PoweredOff() implements RunExit {}
}
