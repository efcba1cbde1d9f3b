package io.interlock.hypervisor.pmu.emulated;

/// A guest with six event counters, by whatever means: one instruction a cycle, a memory access
/// every four.
interface MonitoredGuest {

  /// Code at EL1 writes a register.
  void set(String register, long value);

  /// Code at EL1 reads a register.
  long get(String register);

  /// Computes at EL1; the host sees each overflow when it happens.
  void run(long cycles);

  /// How often the vCPU was told to look at its interrupts.
  int kicks();

  /// The level of its overflow interrupt, as the next entry finds it.
  boolean interruptLine();

  /// Chooses the event of a counter.
  default void event(int counter, long event) {
    set("PMEVTYPER" + counter + "_EL0", event);
  }
}
