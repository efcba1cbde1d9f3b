package io.interlock.hypervisor.program.source;

import java.util.List;

/// What a program does at one point.
///
/// @param interrupt the interrupt's name for `on irq`, else empty
public record Hook(Position at, HookPoint point, String interrupt, List<Statement> body) {}
