package io.interlock.cluster.fleet;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.interlock.actors.host.VmState;

/// What a host is told by the controller. The orders of a host, in order, are all that it depends
/// on.
///
/// @param host the number of the host in the fleet
/// @param atPicos when it takes effect there
public record HostOrder(int host, long atPicos, Order order) {

  /// What is told.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Order.Start.class, name = "start"),
    @JsonSubTypes.Type(value = Order.Stop.class, name = "stop"),
    @JsonSubTypes.Type(value = Order.PowerOff.class, name = "power-off")
  })
  public sealed interface Order {
    /// A VM comes.
    ///
    /// @param vm its number in the fleet
    /// @param number its number on the host
    /// @param thread the number of its first vCPU thread on the host
    /// @param restored what it was on another host; [VmState#NONE] where it begins
    record Start(int vm, int number, int thread, VmState restored) implements Order {}

    /// A VM shall stop, and be reported.
    ///
    /// @param number its number on the host
    record Stop(int number) implements Order {}

    /// The host loses its power: nothing happens there any more.
    record PowerOff() implements Order {}
  }
}
