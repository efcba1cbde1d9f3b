package io.interlock.cluster.nodes;

import org.jspecify.annotations.Nullable;

/// How a node of a fleet is started.
///
/// @param bindHost address on which other nodes reach it; loopback unless somebody wants another
/// @param bindPort 0 is any that is free
/// @param threads on which its hosts run
/// @param journal where the fleet is kept; null where it is not
/// @param tls folder with `tls.crt`, `tls.key` and `ca.crt`; null leaves the wire as it is
public record NodeOptions(
    String bindHost,
    int bindPort,
    int threads,
    @Nullable JournalStore journal,
    @Nullable String tls) {}
