package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who wants a vCPU's attention gets it: before it enters its guest it looks at what is asked of
/// it, or else an IPI is on its way that pulls it out again.
///
/// One that sleeps need not look: what is pending would have kept it awake, as [Progress] says.
///
/// So do those who turn a vCPU on, which must begin anew before it runs, and those who halt a VM,
/// which must not run before the last of them has let it go.
///
/// The two sides of a kick can pass each other: a vCPU that tests for requests before it says that
/// it is in guest mode, or a kicker that reads the mode before it makes its request, leaves a guest
/// running that nobody interrupts.
final class RequestObserved implements Property {
  private enum Request {
    /// The vCPU must look by itself.
    MADE,
    /// The vCPU will be interrupted.
    KICKED
  }

  /// By thread: what is asked and not looked at.
  private final Map<Integer, Request> open;
  /// Threads of vCPUs that are off.
  private final Set<Integer> off;
  /// Threads of vCPUs that must begin anew.
  private final Set<Integer> resets;
  /// Threads of vCPUs that are in their guest, by VM.
  private final Map<Integer, Set<Integer>> inside;
  /// VMs that are halted.
  private final Set<Integer> halted;

  RequestObserved() {
    this(new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), new TreeMap<>(), new TreeSet<>());
  }

  private RequestObserved(
      Map<Integer, Request> open,
      Set<Integer> off,
      Set<Integer> resets,
      Map<Integer, Set<Integer>> inside,
      Set<Integer> halted) {
    this.open = open;
    this.off = off;
    this.resets = resets;
    this.inside = inside;
    this.halted = halted;
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
        Fact.TurnedOn.class,
        Fact.ResetDue.class,
        Fact.BegunAnew.class,
        Fact.VmHalted.class,
        Fact.VmResumed.class,
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
      case Fact.PoweredOff(VcpuId vcpu) -> {
        open.remove(vcpu.thread());
        off.add(vcpu.thread());
      }
      case Fact.GuestEntered(VcpuId vcpu, _) -> {
        String wrong = entered(vcpu);
        if (wrong != null) {
          return "%s (%s)".formatted(wrong, vcpu);
        }
        inside.computeIfAbsent(vcpu.vm(), _ -> new TreeSet<>()).add(vcpu.thread());
      }
      case Fact.TurnedOn(VcpuId vcpu) -> off.remove(vcpu.thread());
      case Fact.ResetDue(VcpuId vcpu) -> resets.add(vcpu.thread());
      case Fact.BegunAnew(VcpuId vcpu, _, _) -> resets.remove(vcpu.thread());
      case Fact.VmHalted(int vm) -> {
        halted.add(vm);
        if (!inside.getOrDefault(vm, Set.of()).isEmpty()) {
          return "a VM is halted while a vCPU of it is in its guest (VM %d)".formatted(vm);
        }
      }
      case Fact.VmResumed(int vm) -> halted.remove(vm);
      // What pulled it out has done its part; the vCPU must look before it goes in again.
      case Fact.GuestExited(VcpuId vcpu, _, _) -> {
        inside.getOrDefault(vcpu.vm(), new TreeSet<>()).remove(vcpu.thread());
        open.computeIfPresent(
            vcpu.thread(), (_, asked) -> asked == Request.KICKED ? Request.MADE : asked);
      }
      default -> {}
    }
    return null;
  }

  /// What is wrong with a vCPU's entry of its guest, or null.
  private @Nullable String entered(VcpuId vcpu) {
    Request asked = open.get(vcpu.thread());
    if (asked == Request.MADE) {
      return "a guest is entered past a request, and nobody interrupts it";
    }
    if (resets.contains(vcpu.thread())) {
      return "a vCPU that was turned on goes on where it was turned off";
    }
    // An IPI on its way pulls it out before it can do anything.
    if (off.contains(vcpu.thread()) && asked != Request.KICKED) {
      return "a guest is entered whose vCPU is off";
    }
    return halted.contains(vcpu.vm()) ? "a guest is entered while its VM is halted" : null;
  }

  @Override
  public Property copy() {
    Map<Integer, Set<Integer>> copied = new TreeMap<>();
    inside.forEach((vm, threads) -> copied.put(vm, new TreeSet<>(threads)));
    return new RequestObserved(
        new TreeMap<>(open),
        new TreeSet<>(off),
        new TreeSet<>(resets),
        copied,
        new TreeSet<>(halted));
  }
}
