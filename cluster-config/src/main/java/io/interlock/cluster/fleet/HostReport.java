package io.interlock.cluster.fleet;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.interlock.actors.host.VmState;
import java.util.Comparator;

/// What a host tells the controller.
///
/// @param host the number of the host in the fleet
/// @param atPicos when it happened there
/// @param sequence how many the host told before
public record HostReport(int host, long atPicos, int sequence, News news) {
  /// The one order in which reports are heard, however they came.
  public static final Comparator<HostReport> ORDER =
      Comparator.comparingLong(HostReport::atPicos)
          .thenComparingInt(HostReport::host)
          .thenComparingInt(HostReport::sequence);

  /// What is told.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = News.Stopped.class, name = "stopped"),
    @JsonSubTypes.Type(value = News.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = News.LeftOut.class, name = "left-out")
  })
  public sealed interface News {
    /// The number of the VM on the host.
    int number();

    /// A VM has stopped, as it was told.
    ///
    /// @param number its number on the host
    /// @param state what it was then
    record Stopped(int number, VmState state) implements News {}

    /// KVM refused what user space of a VM asked.
    ///
    /// @param number the VM's number on the host
    record Refused(int number, String call, int result) implements News {}

    /// A vCPU does not run any more, since its user space does nothing about what KVM_RUN came back
    /// with.
    ///
    /// @param number the VM's number on the host
    /// @param vcpu its index
    record LeftOut(int number, int vcpu, String exit) implements News {}
  }
}
