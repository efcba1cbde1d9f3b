package io.interlock.cluster.nodes;

import io.interlock.cluster.fleet.FleetPlan;
import io.interlock.cluster.fleet.HostGroup;
import io.interlock.cluster.fleet.HostOrder;
import java.util.ArrayList;
import java.util.List;

/// The orders that each group of hosts has had, window by window: all that can bring it back.
final class GroupHistory {
  /// So that a message stays small.
  private static final int ORDERS_MAX = 200;

  private final FleetPlan plan;
  private final List<Long> untilPicos = new ArrayList<>();
  private final List<List<Entry>> byGroup = new ArrayList<>();

  private record Entry(long window, HostOrder order) {}

  /// What a group has to do to come nearer to the present.
  record Step(long window, long untilPicos, List<HostOrder> orders) {}

  GroupHistory(FleetPlan plan) {
    this.plan = plan;
    for (int group = 0; group < HostGroup.count(plan); group++) {
      byGroup.add(new ArrayList<>());
    }
  }

  /// One more window.
  void add(List<HostOrder> orders, long until) {
    untilPicos.add(until);
    for (HostOrder order : orders) {
      byGroup.get(HostGroup.of(plan, order.host())).add(new Entry(windows(), order));
    }
  }

  /// How many windows there are.
  long windows() {
    return untilPicos.size();
  }

  /// The orders of a group in the last window.
  List<HostOrder> last(int group) {
    return between(group, windows() - 1, windows());
  }

  long lastUntilPicos() {
    return untilPicos.getLast();
  }

  /// From one window towards another, as far as a message goes.
  Step step(int group, long after, long upTo) {
    long reached = upTo;
    List<Entry> entries = byGroup.get(group);
    int count = 0;
    for (Entry entry : entries) {
      if (entry.window() > after && entry.window() <= upTo) {
        count += weight(entry.order());
      }
      if (count > ORDERS_MAX) {
        reached = Math.max(after + 1, entry.window() - 1);
        break;
      }
    }
    long until = untilPicos.get((int) reached - 1);
    return new Step(reached, until, between(group, after, reached));
  }

  /// What a vCPU was on another host is as much as many other orders.
  private static int weight(HostOrder order) {
    return order.order() instanceof HostOrder.Order.Start start
        ? 1 + start.restored().vcpus().size()
        : 1;
  }

  private List<HostOrder> between(int group, long after, long upTo) {
    return byGroup.get(group).stream()
        .filter(entry -> entry.window() > after && entry.window() <= upTo)
        .map(Entry::order)
        .toList();
  }
}
