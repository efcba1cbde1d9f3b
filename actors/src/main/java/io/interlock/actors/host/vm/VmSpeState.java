package io.interlock.actors.host.vm;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.host.PerfDrivers;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.ProfilingRules;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VirtualMachine.Command;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.VmProfiling;
import io.interlock.actors.host.Vmm;
import io.interlock.actors.host.guest.GuestMemory;
import io.interlock.actors.host.plan.HostProfiling;
import io.interlock.actors.host.plan.HostUnits;
import io.interlock.engine.Sim;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.spe.BufferRules;
import io.interlock.hypervisor.spe.GuestIdentification;
import io.interlock.hypervisor.spe.HostSpu;
import io.interlock.hypervisor.spe.LimitBits;
import io.interlock.hypervisor.spe.LockedMemory;
import io.interlock.hypervisor.spe.PageRange;
import io.interlock.hypervisor.spe.SpeAnswer;
import io.interlock.hypervisor.spe.SpeAttribute;
import io.interlock.hypervisor.spe.SpeAttributes;
import io.interlock.hypervisor.spe.SpuSelection;
import io.interlock.hypervisor.spe.SupportedCpus;
import io.interlock.hypervisor.spe.VcpuSpe;
import io.interlock.hypervisor.spe.VirtualTimestamps;
import io.interlock.hypervisor.spe.VmSpe;
import io.interlock.hypervisor.uapi.Errno;
import io.interlock.hypervisor.uapi.UserInt;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The SPE of a virtual machine: its configuration, and the memory that is locked for it.
///
/// @param vm its number on the host
/// @param wanted what its VMM wants
/// @param drivers who knows the SPUs
/// @param config what user space has set up
/// @param spus as last heard
/// @param choosing the choice of an SPU that waits for `arm_spus_lock`, if there is one
/// @param invalidation what user space takes back of it
/// @param clock what time its records may show
/// @param limitRes0 bits of PMBLIMITR_EL1 that are RES0 for all VMs, where KVM keeps one mask
record VmSpeState(
    int vm,
    VmProfiling wanted,
    HostProfiling host,
    ActorRef<PerfDrivers.Command> drivers,
    VmSpe config,
    List<HostSpu> spus,
    Command.@Nullable SetSpeAttribute choosing,
    LockedMemory memory,
    Invalidation invalidation,
    VirtualTimestamps clock,
    long limitRes0) {
  private static final int DISCARD_VERSION = 3;

  /// The SPE of a VM that is new; null if it has none.
  static @Nullable VmSpeState created(VmPlan plan, HostUnits units, CpuSet possible) {
    VmProfiling wanted = plan.profiling();
    if (wanted == null) {
      return null;
    }
    HostProfiling host = units.profiling();
    VmSpe config =
        VmSpe.created(
            SupportedCpus.initial(host.review().cpuRule(), possible),
            VmSpe.InterruptController.INITIALISED,
            Collections.nCopies(plan.vcpus().size(), VcpuSpe.created(true)));
    LockedMemory memory = LockedMemory.none(host.pinning(), host.memlockBytes());
    return new VmSpeState(
        plan.vm(),
        wanted,
        host,
        units.drivers(),
        config,
        List.of(),
        null,
        memory,
        Invalidation.NONE,
        VirtualTimestamps.undecided(host.review().clockRule()),
        0);
  }

  CpuSet cpus() {
    return config.cpus().current();
  }

  /// User space chooses a PMU. Null if that is refused.
  @Nullable VmSpeState withPmu(CpuSet pmu) {
    // A PMU of all CPUs narrows nothing: it is the one that nobody had to choose.
    if (pmu.equals(config.cpus().possible())) {
      return this;
    }
    SupportedCpus chosen = config.cpus().withPmu(pmu);
    return chosen == null ? null : with(config.withCpus(chosen));
  }

  /// KVM_SET_DEVICE_ATTR. The choice of an SPU is made of two steps: the first looks whether the VM
  /// has run, the second has the list of SPUs.
  VmSpeState set(Sim<Command> sim, Command.SetSpeAttribute request) {
    if (request.attribute() != SpeAttribute.SPU.number()) {
      return answered(
          request, attributes().set(config, request.vcpu(), request.attribute(), value(request)));
    }
    Errno tooLate = SpuSelection.beforeLock(config);
    if (tooLate != null) {
      request.replyTo().tell(new Vmm.Command.AttributeSet(tooLate.result()));
      return this;
    }
    drivers.tell(new PerfDrivers.Command.ListSpus(sim.self()));
    return choosing(request, spus);
  }

  /// The second step of choosing an SPU.
  VmSpeState chosen(Sim<Command> sim, List<HostSpu> registered) {
    Command.SetSpeAttribute request = choosing;
    VmSpeState here = choosing(null, registered);
    if (request == null) {
      return here;
    }
    if (host.review() == HostProfiling.Review.CORRECTED && config.hasRun()) {
      request.replyTo().tell(new Vmm.Command.AttributeSet(Errno.EBUSY.result()));
      return here;
    }
    SpeAnswer answer = SpuSelection.underLock(config, request.value(), registered);
    if (answer.result() == 0) {
      drivers.tell(new PerfDrivers.Command.Use((int) request.value()));
      sim.state(new OfProfiling.SpuChosen(vm, config.hasRun()));
    }
    return here.answered(request, answer);
  }

  private VmSpeState choosing(Command.@Nullable SetSpeAttribute request, List<HostSpu> known) {
    return new VmSpeState(
        vm, wanted, host, drivers, config, known, request, memory, invalidation, clock, limitRes0);
  }

  private VmSpeState answered(Command.SetSpeAttribute request, SpeAnswer answer) {
    request.replyTo().tell(new Vmm.Command.AttributeSet(answer.result()));
    return with(answer.vm());
  }

  private static UserInt value(Command.SetSpeAttribute request) {
    return new UserInt.Of(request.value());
  }

  private SpeAttributes attributes() {
    return new SpeAttributes(spus, host.review().irqRule());
  }

  /// What comes of a first run.
  ///
  /// @param result 0, or a negative error number
  record FirstRun(int result, VmSpeState state) {}

  /// A vCPU runs for the first time. That its SPE has to be initialised, a later patch than those
  /// that were posted asks for.
  FirstRun firstRun(Sim<Command> sim, int vcpu) {
    LockedMemory locked = memory.beforeFirstRun(GuestMemory.BYTES);
    if (locked == null) {
      sim.state(new OfProfiling.LimitReached(vm, GuestMemory.BYTES, memory.bytesMax()));
      return new FirstRun(Errno.ENOMEM.result(), this);
    }
    if (!locked.equals(memory)) {
      return holding(sim, locked).configured(sim, vcpu);
    }
    return configured(sim, vcpu);
  }

  private FirstRun configured(Sim<Command> sim, int vcpu) {
    VirtualTimestamps decided = clock.afterFirstRun(wanted.perfmonCapable().contains(vcpu));
    if (decided.control() != clock.control()) {
      sim.state(new OfProfiling.ClockChosen(vm, config.hasRun()));
    }
    if (host.review() == HostProfiling.Review.CORRECTED) {
      SpeAnswer answer = attributes().firstRun(config, vcpu);
      return new FirstRun(answer.result(), with(answer.vm()).with(decided));
    }
    drivers.tell(new PerfDrivers.Command.AddLimitBits(ownLimitBits(), sim.self()));
    return new FirstRun(0, with(config.afterFirstRun()).with(decided));
  }

  /// What the VM's trapped accesses are held to; null while it has no SPU.
  @Nullable ProfilingRules rules() {
    HostSpu spu = config.spu();
    if (spu == null) {
      return null;
    }
    long own = ownLimitBits();
    boolean shared = host.review() != HostProfiling.Review.CORRECTED;
    long bytesMax = Math.max(0, config.bufferBytesMax());
    return new ProfilingRules(
        BufferRules.of(host.review().bufferCheck(), shared ? own | limitRes0 : own, spu, bytesMax),
        own,
        spu.supportedCpus(),
        GuestIdentification.sampling(spu.model()),
        GuestIdentification.buffer(spu.model(), bytesMax),
        clock.control());
  }

  /// Granules of 4 KiB, virtual pointers, and discard mode if the version has it.
  private long ownLimitBits() {
    HostSpu spu = config.spu();
    boolean discards = spu != null && spu.model().version() >= DISCARD_VERSION;
    return new LimitBits(discards, false, true, true).res0();
  }

  VmSpeState withLimitBits(long res0) {
    return new VmSpeState(
        vm, wanted, host, drivers, config, spus, choosing, memory, invalidation, clock, res0);
  }

  /// User space takes the VM's memory back: buffers stop before, unless KVM does not care.
  VmSpeState discard(List<ActorRef<Vcpu.Command>> vcpus, List<ActorRef<PhysicalCpu.Command>> pes) {
    if (!host.honoursNotifiers()) {
      pes.forEach(pe -> pe.tell(new PhysicalCpu.Command.Unmap(vm)));
      return this;
    }
    Set<Integer> holders = memory.held().keySet();
    holders.forEach(vcpu -> vcpus.get(vcpu).tell(new Vcpu.Command.StopBuffer()));
    return with(invalidation.stopping(holders));
  }

  /// A buffer is stopped. With the last one, the memory is gone, and other memory takes its place.
  VmSpeState stopped(Sim<Command> sim, int vcpu, List<ActorRef<Vcpu.Command>> vcpus) {
    Invalidation next = invalidation.stopped(vcpu);
    VmSpeState here = release(sim, vcpu).with(next);
    if (!next.isOver()) {
      return here;
    }
    here = here.with(Invalidation.NONE);
    for (var wanted : new TreeMap<>(next.waiting()).entrySet()) {
      here = here.lock(sim, wanted.getKey(), wanted.getValue(), vcpus.get(wanted.getKey()));
    }
    return here;
  }

  /// A vCPU needs these pages for its buffer.
  VmSpeState lock(Sim<Command> sim, int vcpu, PageRange pages, ActorRef<Vcpu.Command> replyTo) {
    if (!invalidation.isOver()) {
      return with(invalidation.wanting(vcpu, pages));
    }
    LockedMemory next = memory.enabled(vcpu, pages);
    if (next == null) {
      sim.state(new OfProfiling.LimitReached(vm, memory.bytesWith(vcpu, pages), memory.bytesMax()));
    }
    replyTo.tell(new Vcpu.Command.MemoryLocked(next != null, memory.bytesWith(vcpu, pages)));
    return next == null ? this : holding(sim, next);
  }

  /// A vCPU's buffer needs no pages any more.
  VmSpeState release(Sim<Command> sim, int vcpu) {
    return holding(sim, memory.disabled(vcpu));
  }

  /// The VMM may lock so much from now on.
  VmSpeState limitedTo(long bytes) {
    return withMemory(memory.limitedTo(bytes));
  }

  private VmSpeState holding(Sim<Command> sim, LockedMemory next) {
    if (sim.observed()) {
      sim.state(new OfProfiling.Locked(vm, next.lockedBytes(), next.bytesMax()));
    }
    return withMemory(next);
  }

  private VmSpeState withMemory(LockedMemory next) {
    return new VmSpeState(
        vm, wanted, host, drivers, config, spus, choosing, next, invalidation, clock, limitRes0);
  }

  private VmSpeState with(VmSpe next) {
    return new VmSpeState(
        vm, wanted, host, drivers, next, spus, choosing, memory, invalidation, clock, limitRes0);
  }

  private VmSpeState with(Invalidation next) {
    return new VmSpeState(
        vm, wanted, host, drivers, config, spus, choosing, memory, next, clock, limitRes0);
  }

  private VmSpeState with(VirtualTimestamps next) {
    return new VmSpeState(
        vm, wanted, host, drivers, config, spus, choosing, memory, invalidation, next, limitRes0);
  }
}
