package io.interlock.cluster.nodes;

/// Starts other JVMs on this machine, which join a fleet.
@FunctionalInterface
public interface OtherJvms {
  /// JVMs that go home with the fleet, or are sent there by `close`.
  interface Started extends AutoCloseable {
    @Override
    void close();
  }

  /// Starts so many that join the node at this address, each with so many threads for hosts.
  Started start(int count, String address, int threads);
}
