package io.interlock.hypervisor.guest;

import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.guest.GuestOperation.ArmTimer;
import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.Elementary;
import io.interlock.hypervisor.guest.GuestOperation.Forever;
import io.interlock.hypervisor.guest.GuestOperation.Hypercall;
import io.interlock.hypervisor.guest.GuestOperation.MmioRead;
import io.interlock.hypervisor.guest.GuestOperation.PowerOff;
import io.interlock.hypervisor.guest.GuestOperation.ReadRegister;
import io.interlock.hypervisor.guest.GuestOperation.Repeat;
import io.interlock.hypervisor.guest.GuestOperation.SendSgi;
import io.interlock.hypervisor.guest.GuestOperation.StopTimer;
import io.interlock.hypervisor.guest.GuestOperation.WaitForInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.WaitForSgi;
import io.interlock.hypervisor.guest.GuestOperation.WriteRegister;
import io.interlock.hypervisor.vcpu.PsciFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random programs, and what they should do by the plainest reading.
final class Programs {
  private Programs() {}

  static List<GuestOperation> random(Random random, int depth) {
    List<GuestOperation> operations = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      operations.add(
          depth > 0 && random.nextInt(3) == 0
              ? new Repeat(1 + random.nextInt(3), random(random, depth - 1))
              : elementary(random));
    }
    return operations;
  }

  static List<GuestOperation> randomMaybeEndless(Random random, int depth) {
    List<GuestOperation> operations = new ArrayList<>(random(random, depth));
    if (random.nextBoolean()) {
      operations.add(new Forever(random(random, depth)));
    }
    return operations;
  }

  private static Elementary elementary(Random random) {
    return switch (random.nextInt(17)) {
      case 0 -> new Compute(1 + random.nextLong(1_000_000_000_000_000L));
      case 1 -> new WaitForInterrupt();
      case 2 -> new SendSgi(random.nextInt(16), target(random));
      case 3 ->
          new ArmTimer(1_000_000L + random.nextLong(3_600_000_000_000_000L), random.nextBoolean());
      case 4 -> new StopTimer();
      case 5 -> new Hypercall();
      case 6 ->
          new MmioRead(random.nextBoolean() ? MmioRead.Emulator.KERNEL : MmioRead.Emulator.USER);
      case 7 -> new WriteRegister("PMCR_EL0", random.nextLong());
      case 8 -> new ReadRegister("CNTVCT_EL0");
      case 9 -> new WaitForSgi(1 + random.nextInt(3));
      case 10 -> new StopTimer(GuestTimer.PHYSICAL);
      case 11 ->
          new ArmTimer(GuestTimer.PHYSICAL, 1_000_000L, random.nextBoolean(), random.nextInt(1001));
      case 12 -> new GuestOperation.TimedWait(random.nextInt(3) * 1_000L, random.nextBoolean());
      case 13 -> new GuestOperation.WaitForEvent();
      case 14 -> new GuestOperation.ReportX0("x0");
      case 15 -> psci(random);
      default -> new Compute(1 + random.nextInt(3));
    };
  }

  private static Elementary psci(Random random) {
    List<PsciFunction> all = new ArrayList<>(List.of(PsciFunction.values()));
    all.remove(PsciFunction.CPU_OFF);
    PsciFunction function = all.get(random.nextInt(all.size()));
    List<Long> arguments =
        function.arguments().stream()
            .map(what -> what.equals("VCPU") ? (long) random.nextInt(600) : random.nextLong())
            .toList();
    return new GuestOperation.PsciCall(function, arguments, random.nextBoolean() ? "x" : "");
  }

  private static SgiTarget target(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new SgiTarget.AllButSelf();
      case 1 -> new SgiTarget.NextInTurn();
      default -> new SgiTarget.Vcpus(List.of(random.nextInt(512), random.nextInt(512)));
    };
  }

  /// All elementary operations in order, loops written out.
  static List<Elementary> unrolled(List<GuestOperation> operations) {
    List<Elementary> unrolled = new ArrayList<>();
    for (GuestOperation operation : operations) {
      switch (operation) {
        case Elementary elementary -> unrolled.add(elementary);
        case Repeat(var times, var body) -> {
          for (long pass = 0; pass < times; pass++) {
            unrolled.addAll(unrolled(body));
          }
        }
        case Forever _ -> throw new AssertionError("endless");
        case GuestOperation.Profiler _ -> throw new AssertionError("depends on what is read");
      }
    }
    return unrolled;
  }

  /// What the cursor goes through until power-off, at most `limit` operations. SGIs arrive when
  /// they are waited for.
  static List<Elementary> walked(GuestCursor cursor, int limit) {
    List<Elementary> walked = new ArrayList<>();
    while (walked.size() < limit && !(cursor.operation() instanceof PowerOff)) {
      Elementary operation = cursor.operation();
      walked.add(operation);
      if (operation instanceof WaitForSgi(var count)) {
        for (long i = 0; i < count; i++) {
          handle(cursor, InterruptKind.SGI);
        }
      } else {
        cursor.complete();
      }
    }
    return walked;
  }

  static List<Elementary> handle(GuestCursor cursor, InterruptKind kind) {
    List<Elementary> handled = new ArrayList<>();
    cursor.interrupt(kind, 3);
    while (cursor.inHandler()) {
      handled.add(cursor.operation());
      cursor.complete();
    }
    return handled;
  }
}
