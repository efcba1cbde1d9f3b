package io.interlock.hypervisor.perf;

import io.interlock.hardware.pmu.Pmu;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// perf on one PE (`kernel/events/core.c`): decides which events of the CPU, and of the thread that
/// runs there, have a counter.
///
/// Pinned events come before flexible ones, and the CPU's before the thread's. A flexible event
/// that finds no counter ends the turn of its context.
public final class HostPerf {
  private final PmuDriver driver;
  private final int id;
  private final PerfContext cpu;
  private @Nullable PerfContext task;
  private transient long lastPicos;
  private transient int changes;
  private boolean squeezed;

  private HostPerf(PmuDriver driver, int id, PerfContext cpu) {
    this.driver = driver;
    this.id = id;
    this.cpu = cpu;
  }

  /// perf on a PE whose PMU is reset.
  ///
  /// @param id of the PMU, by which events ask for it
  /// @param vhe whether the host's kernel is at EL2
  /// @param usable the counters that it may use, as bits
  public static HostPerf onReset(Pmu pmu, int id, boolean vhe, long usable) {
    PmuDriver driver = new PmuDriver(pmu, vhe, usable);
    driver.reset();
    return new HostPerf(driver, id, new PerfContext());
  }

  /// The same over a copy of the PMU.
  public HostPerf copy(Pmu copiedPmu, PerfCopies copies) {
    HostPerf copy = new HostPerf(driver.copy(copiedPmu, copies), id, copies.of(cpu));
    copy.task = task == null ? null : copies.of(task);
    copy.lastPicos = lastPicos;
    copy.squeezed = squeezed;
    return copy;
  }

  /// A new event of the CPU.
  public PerfEvent create(PerfAttributes attributes, long period, long nowPicos) {
    PerfEvent event = new PerfEvent(attributes, period);
    change(nowPicos, () -> cpu.add(event));
    return event;
  }

  /// Ends an event of the CPU.
  public void remove(PerfEvent event, long nowPicos) {
    change(nowPicos, () -> cpu.remove(event));
  }

  /// From now on perf has these counters only (`kvm_pmu_set_guest_counters`). Events that lose
  /// theirs get others as far as there are any; once there is room again, all get theirs anew.
  public void allow(long counters, long nowPicos) {
    boolean collides = (driver.used() & ~counters) != 0;
    if (collides || squeezed) {
      change(nowPicos, () -> driver.allow(counters));
      squeezed = collides;
    } else {
      driver.allow(counters);
    }
  }

  /// The counters that events have, as bits.
  public long used() {
    return driver.used();
  }

  /// The thread with these events runs now, instead of another.
  public void scheduleIn(PerfContext next, long nowPicos) {
    if (next.isEmpty() && task == null) {
      task = next;
    } else {
      change(nowPicos, () -> task = next);
    }
  }

  /// The thread that ran does so no longer.
  public void scheduleOut(long nowPicos) {
    if (task != null && task.isEmpty()) {
      task = null;
    } else {
      change(nowPicos, () -> task = null);
    }
  }

  /// The time of some events is over, and others have theirs, where any wait
  /// (`perf_rotate_context`).
  public void rotate(long nowPicos) {
    boolean cpuWaits = cpu.waits();
    PerfContext waitingTask = task != null && task.waits() ? task : null;
    if (cpuWaits || waitingTask != null) {
      change(
          nowPicos,
          () -> {
            if (cpuWaits) {
              cpu.rotate();
            }
            if (waitingTask != null) {
              waitingTask.rotate();
            }
          });
    }
  }

  /// Changes what is to be counted, and gives out the counters anew (`ctx_resched`).
  void change(long nowPicos, Runnable change) {
    settle(nowPicos);
    @Nullable PerfEvent[] before = driver.takeAll();
    change.run();
    place(cpu);
    place(task);
    placeInTurn(cpu);
    placeInTurn(task);
    driver.program(before);
    changes++;
  }

  /// How often the counters were given out anew since this was last asked.
  public int takeChanges() {
    int taken = changes;
    changes = 0;
    return taken;
  }

  /// Whether some event waits for its turn.
  public boolean rotates() {
    return cpu.waits() || (task != null && task.waits());
  }

  /// Takes over from the counters what was counted up to now.
  public void settle(long nowPicos) {
    long passed = nowPicos - lastPicos;
    lastPicos = nowPicos;
    driver.foldAll();
    cpu.pass(passed);
    if (task != null) {
      task.pass(passed);
    }
  }

  /// The PMU's interrupt: clears the overflows of its counters. The events of which a sample is due
  /// are the result.
  public List<PerfEvent> interrupt(long nowPicos) {
    List<PerfEvent> due = driver.interrupt();
    settle(nowPicos);
    return due;
  }

  /// An event gets another period, from now on.
  void restart(PerfEvent event, long period, long nowPicos) {
    settle(nowPicos);
    event.restart(period);
    driver.reload(event);
  }

  /// Whether KVM turns the counters when it loads and puts a vCPU, and not at each entry and exit.
  public boolean turnsAtLoad() {
    return driver.vhe();
  }

  /// From now on a guest runs here. Where the host's kernel is at EL2, that concerns EL0, and
  /// happens when a vCPU is loaded (`kvm_vcpu_pmu_restore_guest`); else it is part of each entry
  /// (`__pmu_switch_to_guest`).
  public void enterGuest() {
    driver.enterGuest();
  }

  /// From now on the host runs here again (`kvm_vcpu_pmu_restore_host`, `__pmu_switch_to_host`).
  public void leaveGuest() {
    driver.leaveGuest();
  }

  /// The counters that KVM switches between host and guest.
  public SwitchedEvents switched() {
    return driver.switched();
  }

  /// The number of the counter that counts the event, or a negative one.
  public int counterOf(PerfEvent event) {
    return driver.counterOf(event);
  }

  private void place(@Nullable PerfContext context) {
    if (context == null) {
      return;
    }
    for (PerfEvent event : context.pinned()) {
      if (event.wanted() && isMine(event) && !driver.give(event)) {
        event.enter(PerfEvent.State.ERROR);
      }
    }
  }

  private void placeInTurn(@Nullable PerfContext context) {
    if (context == null) {
      return;
    }
    for (PerfEvent event : context.flexible()) {
      if (event.wanted() && isMine(event) && !driver.give(event)) {
        return;
      }
    }
  }

  private boolean isMine(PerfEvent event) {
    return event.attributes().pmu() == id;
  }
}
