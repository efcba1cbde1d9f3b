package io.interlock.actors.host.vcpu;

/// Alarms of a vCPU.
enum VcpuAlarm {
  /// The background timer of a blocked vCPU.
  BACKGROUND_TIMER
}
