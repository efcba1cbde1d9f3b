package io.interlock.hypervisor.program.source;

import java.util.List;

/// What a program does at one point.
///
/// @param subject the interrupt for `on irq`, the accesses for `on write` and `on read`, else empty
public record Hook(Position at, HookPoint point, String subject, List<Statement> body) {}
