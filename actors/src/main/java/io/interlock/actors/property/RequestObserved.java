package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who wants a vCPU's attention gets it: before it enters its guest it looks at what is asked of
/// it, or else an IPI is on its way that pulls it out again.
///
/// One that sleeps need not look: what is pending would have kept it awake, as [Progress] says.
///
/// The two sides of a kick can pass each other: a vCPU that tests for requests before it says that
/// it is in guest mode, or a kicker that reads the mode before it makes its request, leaves a guest
/// running that nobody interrupts.
final class RequestObserved implements Property {
  private enum Request {
    /// The vCPU must look by itself.
    MADE,
    /// The vCPU will be interrupted.
    KICKED,
    /// The vCPU is off: nothing is asked of it any more.
    OFF
  }

  /// By thread: what is asked and not looked at.
  private final Map<Integer, Request> open;

  RequestObserved() {
    this(new TreeMap<>());
  }

  private RequestObserved(Map<Integer, Request> open) {
    this.open = open;
  }

  @Override
  public String name() {
    return Properties.REQUEST_OBSERVED.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(
        Fact.RequestMade.class,
        Fact.RequestsSeen.class,
        Fact.PoweredOff.class,
        Fact.GuestEntered.class,
        Fact.GuestExited.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    switch (fact) {
      case Fact.RequestMade(VcpuId vcpu, boolean interrupted) ->
          open.merge(
              vcpu.thread(),
              interrupted ? Request.KICKED : Request.MADE,
              (before, now) -> before == Request.MADE ? now : before);
      case Fact.RequestsSeen(VcpuId vcpu) -> open.remove(vcpu.thread());
      case Fact.PoweredOff(VcpuId vcpu) -> open.put(vcpu.thread(), Request.OFF);
      case Fact.GuestEntered(VcpuId vcpu, _) -> {
        if (open.get(vcpu.thread()) == Request.MADE) {
          return "a guest is entered past a request, and nobody interrupts it (%s)".formatted(vcpu);
        }
      }
      // What pulled it out has done its part; the vCPU must look before it goes in again.
      case Fact.GuestExited(VcpuId vcpu, _, _) ->
          open.computeIfPresent(
              vcpu.thread(), (_, asked) -> asked == Request.KICKED ? Request.MADE : asked);
      default -> {}
    }
    return null;
  }

  @Override
  public Property copy() {
    return new RequestObserved(new TreeMap<>(open));
  }
}
