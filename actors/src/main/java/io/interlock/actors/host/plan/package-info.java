/// What is decided about a host before it boots, and never changes: its PEs, how its vCPUs run,
/// what its programs say of partitioned PMUs, and how it has perf and SPE.
@NullMarked
package io.interlock.actors.host.plan;

import org.jspecify.annotations.NullMarked;
