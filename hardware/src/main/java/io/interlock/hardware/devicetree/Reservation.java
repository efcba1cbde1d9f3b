package io.interlock.hardware.devicetree;

/// A range of physical memory that the operating system must leave alone (`/memreserve/`).
/// Both values are unsigned.
public record Reservation(long address, long size) {}
