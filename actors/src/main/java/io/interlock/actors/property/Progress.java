package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.gic.IntId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// No vCPU waits for what will never come. Judged at the end, when nothing happens any more: then
/// every vCPU must be off, or asleep with nothing to wake it, or its thread have ended.
final class Progress implements Property {
  private enum Wait {
    PE("a vCPU waits for a PE for ever"),
    ANSWER("a vCPU has a PE, but does not get on"),
    NOTHING("");

    private final String kind;

    Wait(String kind) {
      this.kind = kind;
    }
  }

  /// What the thread of a vCPU waits for.
  private record Waiting(VcpuId vcpu, Wait what) {}

  private final Map<Integer, Waiting> threads;
  /// SGIs that were sent and not handled since.
  private final Set<Long> unhandled;
  private final IdealGic gic;
  /// vCPUs that are off or have no thread, to which nobody need send anything: their numbers as of
  /// SGI 0.
  private final Set<Long> off;
  /// Threads that sleep though a timer of their guests will expire.
  private final Set<Integer> overTimer;

  Progress() {
    this(new TreeMap<>(), new TreeSet<>(), new IdealGic(), new TreeSet<>(), new TreeSet<>());
  }

  private Progress(
      Map<Integer, Waiting> threads,
      Set<Long> unhandled,
      IdealGic gic,
      Set<Long> off,
      Set<Integer> overTimer) {
    this.threads = threads;
    this.unhandled = unhandled;
    this.gic = gic;
    this.off = off;
    this.overTimer = overTimer;
  }

  @Override
  public String name() {
    return Properties.PROGRESS.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Stream.concat(
            IdealGic.FACTS.stream(),
            Stream.of(
                Fact.ThreadQueued.class,
                Fact.ThreadSwitchedIn.class,
                Fact.ThreadSwitchedOut.class,
                Fact.PoweredOff.class,
                Fact.ThreadEnded.class,
                Fact.TurnedOn.class,
                Fact.BegunAnew.class,
                Fact.SleepsOverTimer.class,
                Fact.InterruptRaised.class,
                Fact.LockedOut.class))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public @Nullable String observe(Fact fact) {
    gic.follow(fact);
    switch (fact) {
      case Fact.ThreadQueued(VcpuId vcpu, _) -> waits(vcpu, Wait.PE);
      case Fact.ThreadSwitchedIn(VcpuId vcpu, _, _) -> {
        overTimer.remove(vcpu.thread());
        waits(vcpu, Wait.ANSWER);
      }
      case Fact.SleepsOverTimer(VcpuId vcpu) -> overTimer.add(vcpu.thread());
      case Fact.ThreadSwitchedOut(VcpuId vcpu, _, boolean runnable) ->
          waits(vcpu, runnable ? Wait.PE : Wait.NOTHING);
      case Fact.PoweredOff(VcpuId vcpu) -> wantsNothing(vcpu);
      case Fact.ThreadEnded(VcpuId vcpu) -> wantsNothing(vcpu);
      case Fact.TurnedOn(VcpuId vcpu) -> off.remove(sgi(vcpu.vm(), vcpu.index(), 0));
      case Fact.BegunAnew(VcpuId vcpu, _, _) -> unhandled.removeIf(sgi -> isFor(vcpu, sgi));
      case Fact.InterruptRaised(VcpuId sender, int target, int intid) -> {
        if (!off.contains(sgi(sender.vm(), target, 0))) {
          unhandled.add(sgi(sender.vm(), target, intid));
        }
      }
      case Fact.InterruptHandled(VcpuId vcpu, int intid, _) ->
          unhandled.remove(sgi(vcpu.vm(), vcpu.index(), intid));
      case Fact.LockedOut(int pe) -> {
        return "an interrupt handler waits for a lock that its PE holds (PE %d)".formatted(pe);
      }
      default -> {}
    }
    return null;
  }

  private void wantsNothing(VcpuId vcpu) {
    unhandled.removeIf(sgi -> isFor(vcpu, sgi));
    off.add(sgi(vcpu.vm(), vcpu.index(), 0));
  }

  private void waits(VcpuId vcpu, Wait wait) {
    threads.put(vcpu.thread(), new Waiting(vcpu, wait));
  }

  @Override
  public @Nullable String atEnd() {
    for (Waiting thread : threads.values()) {
      VcpuId vcpu = thread.vcpu();
      String overSpi = sleepsOverSpi(vcpu);
      if (overSpi != null) {
        return overSpi;
      }
      if (overTimer.contains(vcpu.thread())) {
        return "a vCPU sleeps for ever over its timer (%s)".formatted(vcpu);
      }
      if (thread.what() != Wait.NOTHING) {
        return "%s (%s)".formatted(thread.what().kind, vcpu);
      }
      for (long sgi : unhandled) {
        if (isFor(vcpu, sgi) && gic.letsSgi(vcpu, (int) sgi & 0xFF)) {
          return "a vCPU sleeps for ever over an interrupt (%s: SGI %d)"
              .formatted(vcpu, sgi & 0xFF);
        }
      }
    }
    return null;
  }

  private @Nullable String sleepsOverSpi(VcpuId vcpu) {
    int spi = gic.deliverable(vcpu);
    return spi == IntId.NONE || off.contains(sgi(vcpu.vm(), vcpu.index(), 0))
        ? null
        : "a vCPU sleeps for ever over an interrupt (%s: SPI %d)".formatted(vcpu, spi);
  }

  private static long sgi(int vm, int vcpu, int intid) {
    return (long) vm << 32 | (long) vcpu << 8 | intid;
  }

  private static boolean isFor(VcpuId vcpu, long sgi) {
    return sgi >> 8 == sgi(vcpu.vm(), vcpu.index(), 0) >> 8;
  }

  @Override
  public Property copy() {
    return new Progress(
        new TreeMap<>(threads),
        new TreeSet<>(unhandled),
        gic.copy(),
        new TreeSet<>(off),
        new TreeSet<>(overTimer));
  }
}
