package io.interlock.cluster.fleet;

import io.interlock.actors.host.VcpuState;
import io.interlock.actors.host.VmState;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.TraceDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The orders that the controller gives, and the numbers under which hosts know VMs.
final class Orders {
  private final TraceDigest digest = new TraceDigest();
  private final Map<Long, VmSlot> byNumber = new HashMap<>();
  private List<HostOrder> given = new ArrayList<>();
  private long now;

  void now(long nowPicos) {
    now = nowPicos;
  }

  /// A VM begins, or goes on, on a host that has reserved what it needs.
  void start(VmSlot vm, HostSlot host, long atPicos, VmState restored) {
    int number = host.nextVm();
    int thread = host.nextThreads(vm.guest.vcpus());
    vm.host = host;
    vm.numberOnHost = number;
    vm.startsAtPicos = atPicos;
    vm.state = VmSlot.State.PLACED;
    byNumber.put(key(host, number), vm);
    give(host, atPicos, new HostOrder.Order.Start(vm.number, number, thread, restored));
  }

  /// A VM shall stop.
  void stop(HostSlot host, int number, long atPicos) {
    give(host, atPicos, new HostOrder.Order.Stop(number));
  }

  /// A host loses its power, at once.
  void powerOff(HostSlot host) {
    give(host, now, new HostOrder.Order.PowerOff());
    byNumber.keySet().removeIf(key -> key >>> Integer.SIZE == host.number);
  }

  /// The VM that a host knows by this number; null if it has none any more.
  @Nullable VmSlot onHost(HostSlot host, int number) {
    return byNumber.get(key(host, number));
  }

  /// It has none any more.
  void left(HostSlot host, int number) {
    byNumber.remove(key(host, number));
  }

  /// The orders since this was last asked.
  List<HostOrder> take() {
    List<HostOrder> taken = given;
    given = new ArrayList<>();
    return taken;
  }

  /// A digest of all orders.
  String digest() {
    return digest.hex();
  }

  private static long key(HostSlot host, int number) {
    return (long) host.number << Integer.SIZE | number;
  }

  private void give(HostSlot host, long atPicos, HostOrder.Order order) {
    given.add(new HostOrder(host.number, atPicos, order));
    digest.add(Mix.fold(Mix.fold(atPicos, host.number), word(order)));
  }

  private static long word(HostOrder.Order order) {
    return switch (order) {
      case HostOrder.Order.Start start -> {
        long word = Mix.fold(Mix.fold(1, start.vm()), Mix.fold(start.number(), start.thread()));
        for (VcpuState vcpu : start.restored().vcpus()) {
          word = Mix.absorb(word, vcpu.registers().hashCode());
          word = Mix.absorb(word, vcpu.guest().hashCode());
          word = Mix.absorb(word, vcpu.interrupts().hashCode());
          word = Mix.absorb(word, vcpu.monitors().hashCode());
        }
        yield Mix.absorb(word, start.restored().shared().hashCode());
      }
      case HostOrder.Order.Stop(int number) -> Mix.fold(2, number);
      case HostOrder.Order.PowerOff() -> 3;
    };
  }
}
