package io.interlock.actors.host;

/// Alarms of a vCPU.
enum VcpuAlarm {
  /// The background timer of a blocked vCPU.
  BACKGROUND_TIMER
}
