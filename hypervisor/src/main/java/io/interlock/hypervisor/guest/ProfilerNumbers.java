package io.interlock.hypervisor.guest;

import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.guest.GuestOperation.Elementary;
import io.interlock.hypervisor.guest.GuestOperation.Fence;
import io.interlock.hypervisor.guest.GuestOperation.PublishProfile;
import io.interlock.hypervisor.guest.GuestOperation.ReadRegister;
import io.interlock.hypervisor.guest.GuestOperation.WriteRegister;
import io.interlock.hypervisor.program.source.Barrier;
import java.util.ArrayList;
import java.util.List;

/// What an SPE driver is about to do, as numbers.
final class ProfilerNumbers {
  /// So many for each operation: its kind, and three that say what it does.
  static final int EACH = 4;

  private enum Kind {
    READ,
    WRITE,
    FENCE,
    PUBLISH
  }

  private static final List<Kind> KINDS = List.of(Kind.values());
  private static final List<Barrier> BARRIERS = List.of(Barrier.values());

  private ProfilerNumbers() {}

  /// @throws IllegalArgumentException for an operation that no SPE driver does
  static void save(List<Elementary> operations, long[] saved, int from) {
    int next = from;
    for (Elementary operation : operations) {
      switch (operation) {
        case ReadRegister(String name, _) -> put(saved, next, Kind.READ, slot(name), 0, 0);
        case WriteRegister(String name, long value) ->
            put(saved, next, Kind.WRITE, slot(name), value, 0);
        case Fence(Barrier barrier) ->
            put(saved, next, Kind.FENCE, BARRIERS.indexOf(barrier), 0, 0);
        case PublishProfile(long start, long bytes, int flags) ->
            put(saved, next, Kind.PUBLISH, start, bytes, flags);
        default -> throw new IllegalArgumentException(operation + " in an SPE driver");
      }
      next += EACH;
    }
  }

  private static void put(long[] saved, int at, Kind kind, long first, long second, long third) {
    saved[at] = KINDS.indexOf(kind);
    saved[at + 1] = first;
    saved[at + 2] = second;
    saved[at + 3] = third;
  }

  private static int slot(String register) {
    return SysReg.named(register).slot();
  }

  /// So many operations from what [#save] gave.
  static List<Elementary> restored(int count, long[] saved, int from) {
    List<Elementary> operations = new ArrayList<>(count);
    for (int at = from; at < from + count * EACH; at += EACH) {
      long first = saved[at + 1];
      long second = saved[at + 2];
      operations.add(
          switch (KINDS.get(Math.toIntExact(saved[at]))) {
            case READ -> new ReadRegister(name(first));
            case WRITE -> new WriteRegister(name(first), second);
            case FENCE -> new Fence(BARRIERS.get(Math.toIntExact(first)));
            case PUBLISH -> new PublishProfile(first, second, Math.toIntExact(saved[at + 3]));
          });
    }
    return List.copyOf(operations);
  }

  private static String name(long slot) {
    return SysReg.inSlot(Math.toIntExact(slot)).name();
  }
}
