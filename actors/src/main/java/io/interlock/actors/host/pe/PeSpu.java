package io.interlock.actors.host.pe;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.Spu;
import io.interlock.actors.host.plan.HostSession;
import io.interlock.hardware.spe.SpeTraps;
import io.interlock.hardware.spe.SpuSettings;
import org.jspecify.annotations.Nullable;

/// The SPU of a PE.
///
/// @param index the instance that it belongs to
/// @param intid the PPI of its buffer management interrupt
/// @param traps what becomes of accesses to its registers
/// @param blackoutPicosMax after what time without knowing of an event a guest is in the dark
/// @param session what the host samples of itself; null if nothing
/// @param instance the actor that its PMBIRQ goes through
public record PeSpu(
    int index,
    int intid,
    SpuSettings settings,
    SpeTraps traps,
    long blackoutPicosMax,
    @Nullable HostSession session,
    ActorRef<Spu.Command> instance) {}
