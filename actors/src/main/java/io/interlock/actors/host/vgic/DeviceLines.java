package io.interlock.actors.host.vgic;

import io.interlock.actors.host.SharedInterrupts;
import io.interlock.actors.host.VmDevice;
import io.interlock.engine.Sim;
import io.interlock.hardware.gic.IntId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The devices of a VM: when each interrupts next, and whether it waits to be served.
final class DeviceLines {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int SAVED_EACH = 3;

  private enum Alarm {
    DEVICE
  }

  private final transient List<VmDevice> devices;

  /// When each is raised next.
  private final long[] dueAt;

  /// How often each was raised.
  private final long[] raised;

  /// Whether it is not served yet; only of devices that hold a level.
  private final boolean[] waiting;

  DeviceLines(List<VmDevice> devices, long now) {
    this(
        devices,
        devices.stream().mapToLong(device -> now + device.periodPicos()).toArray(),
        new long[devices.size()],
        new boolean[devices.size()]);
  }

  private DeviceLines(List<VmDevice> devices, long[] dueAt, long[] raised, boolean[] waiting) {
    this.devices = devices;
    this.dueAt = dueAt;
    this.raised = raised;
    this.waiting = waiting;
  }

  DeviceLines copy() {
    return new DeviceLines(devices, dueAt.clone(), raised.clone(), waiting.clone());
  }

  /// When each is due, how often it was raised, and whether it waits.
  List<Long> save() {
    List<Long> saved = new ArrayList<>();
    for (int device = 0; device < dueAt.length; device++) {
      saved.add(dueAt[device]);
      saved.add(raised[device]);
      saved.add(waiting[device] ? 1L : 0);
    }
    return saved;
  }

  /// Takes what [#save] gave of the same devices elsewhere. Those that were due meanwhile are so
  /// at once.
  void restore(List<Long> saved) {
    for (int device = 0; device < dueAt.length; device++) {
      dueAt[device] = saved.get(SAVED_EACH * device);
      raised[device] = saved.get(SAVED_EACH * device + 1);
      waiting[device] = saved.get(SAVED_EACH * device + 2) != 0;
    }
  }

  /// None raises its interrupt any more.
  static void stop(Sim<SharedInterrupts.Command> sim) {
    sim.disarm(Alarm.DEVICE);
  }

  /// The alarm is for the device that is due first.
  void awaitNext(Sim<SharedInterrupts.Command> sim) {
    int next = 0;
    for (int device = 1; device < dueAt.length; device++) {
      next = dueAt[device] < dueAt[next] ? device : next;
    }
    if (dueAt.length > 0 && dueAt[next] != NEVER) {
      long delay = Math.max(0, dueAt[next] - sim.now());
      sim.arm(Alarm.DEVICE, delay, new SharedInterrupts.Command.Due(next));
    }
  }

  /// A device wants to be served. Says whether it did not before.
  boolean due(int device) {
    VmDevice what = devices.get(device);
    raised[device]++;
    dueAt[device] = raised[device] >= what.times() ? NEVER : dueAt[device] + what.periodPicos();
    boolean before = waiting[device];
    waiting[device] = what.trigger() != VmDevice.Trigger.EDGE;
    return !before;
  }

  /// The guest has served the device behind an SPI. Says whether that was wanted.
  boolean served(int intid) {
    int device = indexOf(intid);
    boolean before = device != IntId.NONE && waiting[device];
    if (before) {
      waiting[device] = false;
    }
    return before;
  }

  /// All are reset: none waits to be served.
  void reset() {
    Arrays.fill(waiting, false);
  }

  /// Whether the device behind an SPI waits to be served.
  boolean isWaiting(int intid) {
    int device = indexOf(intid);
    return device != IntId.NONE && waiting[device];
  }

  VmDevice get(int device) {
    return devices.get(device);
  }

  /// The device behind an SPI, or [IntId#NONE].
  int indexOf(int intid) {
    for (int device = 0; device < devices.size(); device++) {
      if (devices.get(device).intid() == intid) {
        return device;
      }
    }
    return IntId.NONE;
  }
}
