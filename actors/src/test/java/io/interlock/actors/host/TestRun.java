package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.HostStatistics;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.pe.PeView;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.host.vcpu.ThreadView;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.conductor.Pause;
import io.interlock.engine.conductor.StableName;
import io.interlock.engine.trace.Delivered;
import io.interlock.engine.trace.Observer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// A host that runs under observation.
final class TestRun implements AutoCloseable {
  static final long MILLI = 1_000_000_000L;
  static final long MICRO = 1_000_000L;

  /// Shared by all tests of this package, and closed by nobody.
  static final Engine ENGINE = new Engine(4);

  /// One fact with its time.
  record Stated(long at, Fact fact) {}

  private final HostPlan plan;
  private final Simulation simulation;
  private final Journal journal;
  private final HostStatistics statistics;

  private TestRun(HostPlan plan, long seed, Predicate<Delivered> keeps) {
    this.plan = plan;
    this.journal = new Journal(keeps);
    this.statistics = HostWorlds.statistics(plan);
    this.simulation = HostWorlds.timed(ENGINE, plan, seed, List.of(journal, statistics));
  }

  /// A host that has not begun to run; only facts are written down.
  static TestRun of(TestHost host, long seed) {
    return new TestRun(host.plan(), seed, _ -> false);
  }

  /// As the other, for a plan that no [TestHost] can say.
  static TestRun of(HostPlan plan, long seed) {
    return new TestRun(plan, seed, _ -> false);
  }

  /// As [#of], with the deliveries that `keeps` wants.
  static TestRun watching(TestHost host, long seed, Predicate<Delivered> keeps) {
    return new TestRun(host.plan(), seed, keeps);
  }

  /// As the other, for a plan that no [TestHost] can say.
  static TestRun watching(HostPlan plan, long seed, Predicate<Delivered> keeps) {
    return new TestRun(plan, seed, keeps);
  }

  /// Runs to this time; [#finish] runs until nothing is left to happen.
  TestRun until(long picos) {
    simulation.run(picos);
    return this;
  }

  /// Runs until nothing is left to happen, and fails if that takes longer than ten seconds.
  TestRun finish() {
    Pause pause = simulation.run(10_000 * MILLI);
    if (pause != Pause.QUIESCENT) {
      throw new AssertionError("still busy after ten seconds: " + pause);
    }
    return this;
  }

  Pause run(long picos) {
    return simulation.run(picos);
  }

  Simulation simulation() {
    return simulation;
  }

  HostStatistics statistics() {
    return statistics;
  }

  HostStatistics.VcpuTotals totals(int vm) {
    return statistics.totalsOf(vm, simulation.now());
  }

  String digest() {
    return simulation.digest();
  }

  List<Delivered> deliveries() {
    return journal.deliveries;
  }

  List<Stated> stated() {
    return journal.facts;
  }

  /// All facts of one kind, in order.
  <F extends Fact> List<F> facts(Class<F> kind) {
    return journal.facts.stream()
        .map(Stated::fact)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /// When facts of one kind were stated.
  <F extends Fact> List<Long> times(Class<F> kind, Predicate<F> wanted) {
    return journal.facts.stream()
        .filter(stated -> kind.isInstance(stated.fact()) && wanted.test(kind.cast(stated.fact())))
        .map(Stated::at)
        .toList();
  }

  /// Interrupts with this number that the guest of this vCPU has handled.
  long handled(int thread, int intid) {
    return facts(Fact.InterruptHandled.class).stream()
        .filter(fact -> fact.vcpu().thread() == thread && fact.intid() == intid)
        .count();
  }

  List<VcpuId> vcpus() {
    return plan.vms().stream().flatMap(vm -> vm.vcpus().stream()).map(VmPlan.VcpuPlan::id).toList();
  }

  ActorRef<Vcpu.Command> vcpu(int vm, int index) {
    String key = plan.vms().get(vm).name() + "." + index;
    return Objects.requireNonNull(journal.vcpus.get(key), () -> key + " does not exist yet");
  }

  /// The state of a vCPU, to look at.
  ThreadView thread(int vm, int index) {
    return new ThreadView(Objects.requireNonNull(simulation.stateOf(vcpu(vm, index))));
  }

  ActorRef<PhysicalCpu.Command> peRef(int pe) {
    return journal.pes.get(pe);
  }

  ActorRef<Redistributor.Command> redistributor(int pe) {
    return journal.redistributors.get(pe);
  }

  ActorRef<Spu.Command> spu(int index) {
    return Objects.requireNonNull(journal.spus.get(index));
  }

  ActorRef<VirtualMachine.Command> machine(int vm) {
    String key = "host/vmm-" + plan.vms().get(vm).name();
    return Objects.requireNonNull(journal.machines.get(key));
  }

  /// The state of a PE, to look at.
  PeView pe(int pe) {
    return new PeView(Objects.requireNonNull(simulation.stateOf(peRef(pe))));
  }

  /// The names of all actors of the host that have received anything.
  Set<String> receivers() {
    return journal.receivers;
  }

  /// The actor of that name, if any message has named it.
  ActorRef<?> actor(String name) {
    if (name.equals("host/gicd")) {
      return pe(0).distributor();
    }
    journal.introduceAll();
    return Objects.requireNonNull(journal.actors.get(name), () -> "nobody knows " + name);
  }

  @Override
  public void close() {
    simulation.close();
  }

  /// Writes down what happens, and who is who.
  private static final class Journal implements Observer {
    private final Predicate<Delivered> keeps;
    private final List<Delivered> deliveries = new ArrayList<>();
    private final List<Stated> facts = new ArrayList<>();
    private final Map<String, ActorRef<Vcpu.Command>> vcpus = new HashMap<>();
    private final Map<String, ActorRef<VirtualMachine.Command>> machines = new HashMap<>();
    private final List<ActorRef<Spu.Command>> spus = new ArrayList<>();
    private final Set<String> receivers = new TreeSet<>();
    private final Map<String, ActorRef<?>> actors = new HashMap<>();
    private List<ActorRef<PhysicalCpu.Command>> pes = List.of();
    private List<ActorRef<Redistributor.Command>> redistributors = List.of();

    Journal(Predicate<Delivered> keeps) {
      this.keeps = keeps;
    }

    @Override
    public void delivered(Delivered delivery) {
      switch (delivery.message()) {
        case PhysicalCpu.Command.PowerUp(_, var all) -> pes = all;
        case Redistributor.Command.PowerUp(_, var peers) -> redistributors = peers;
        case PerfDrivers.Command.Probe(var spu) -> spus.add(spu);
        case Vmm.Command.VmCreated(var vm) -> machines.put(delivery.to(), vm);
        case Vmm.Command.VcpuReady(int index, var vcpu) ->
            vcpus.put(delivery.to().replace("host/vmm-", "") + "." + index, vcpu);
        default -> {}
      }
      if (delivery.to().startsWith("host")) {
        receivers.add(delivery.to());
      }
      switch (delivery.message()) {
        case PhysicalCpu.Command.PowerUp(var host, _) -> introduce(List.of(host));
        case Spu.Command.Identify(var drivers) -> introduce(List.of(drivers));
        case Host.Command.CreateVm(_, var vmm) -> introduce(List.of(vmm));
        default -> {}
      }
      if (keeps.test(delivery)) {
        deliveries.add(delivery);
      }
    }

    private void introduceAll() {
      introduce(pes);
      introduce(redistributors);
      introduce(vcpus.values());
      introduce(machines.values());
      introduce(spus);
    }

    private void introduce(Collection<? extends ActorRef<?>> refs) {
      refs.forEach(ref -> actors.put(StableName.of(ref.path()), ref));
    }

    @Override
    public void stated(long atPicos, String actor, Object fact) {
      facts.add(new Stated(atPicos, (Fact) fact));
    }
  }
}
