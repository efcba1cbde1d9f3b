/// A page that shows a fleet while it runs, and its metrics for Prometheus: over HTTP, on loopback.
@NullMarked
package io.interlock.cluster.live;

import org.jspecify.annotations.NullMarked;
