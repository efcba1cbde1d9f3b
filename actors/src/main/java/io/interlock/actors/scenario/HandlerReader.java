package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.guest.GuestProgram;
import io.interlock.hypervisor.guest.InterruptHandler;
import io.interlock.hypervisor.guest.InterruptKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What the guest of a VM does upon interrupts, beside what its program brings.
///
/// @param ofKinds handlers of kinds of interrupts
/// @param ofInterrupts handlers of single ones by INTID
record HandlerReader(
    Map<InterruptKind, InterruptHandler> ofKinds, Map<Integer, InterruptHandler> ofInterrupts) {
  private static final String KEY = "handlers";
  private static final String ALLOWED =
      "sgi, timer, pmu, device, or the INTID of an SGI (0 to 15) or an SPI (32 to 1019)";
  private static final Map<String, InterruptKind> KINDS =
      Map.of(
          "sgi", InterruptKind.SGI,
          "timer", InterruptKind.TIMER,
          "pmu", InterruptKind.PMU,
          "device", InterruptKind.DEVICE);

  /// Those that the scenario gives, and where it gives none those that devices need.
  static HandlerReader read(Section vm, OperationCheck check, List<DeviceSpec> devices) {
    var handlers = new HandlerReader(new EnumMap<>(InterruptKind.class), new TreeMap<>());
    for (DeviceSpec device : devices) {
      InterruptHandler usual = device.usualHandler();
      if (usual != null) {
        handlers.ofInterrupts.put(device.intid(), usual);
      }
    }
    Section given = vm.section(KEY);
    for (String name : given.names()) {
      List<GuestOperation> body = GuestReader.body(given, name, check);
      InterruptHandler handler =
          GuestReader.passOn(given, name, () -> new InterruptHandler(0, body));
      InterruptKind kind = KINDS.get(name);
      if (kind == null) {
        handlers.ofInterrupts.put(intid(given, name), handler);
      } else {
        handlers.ofKinds.put(kind, handler);
      }
    }
    return handlers;
  }

  private static int intid(Section given, String name) {
    OptionalLong number = Quantity.parseWhole(name);
    long intid = number.orElse(IntId.NONE);
    boolean possible =
        intid <= IntId.SPI_MAX && (IntId.isSgi((int) intid) || IntId.isSpi((int) intid));
    if (!possible) {
      throw given.refuse(name, "no interrupt is " + quoted(name), ALLOWED);
    }
    return (int) intid;
  }

  boolean isEmpty() {
    return ofKinds.isEmpty() && ofInterrupts.isEmpty();
  }

  /// The program with these.
  GuestProgram added(GuestProgram program) {
    return program.withHandlers(ofKinds, ofInterrupts);
  }
}
