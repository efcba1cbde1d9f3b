package io.interlock.actors.scenario;

import io.interlock.actors.host.VmDevice;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.guest.InterruptHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A device of a VM that interrupts again and again.
///
/// @param intid of its SPI
/// @param periodPicos from one interrupt to the next
/// @param target index of the vCPU that it is routed to; [#NEXT] for one after the other
/// @param times how often; [#FOREVER] for no end
/// @param trigger how user space raises the interrupt
public record DeviceSpec(
    int intid, long periodPicos, int target, long times, VmDevice.Trigger trigger) {
  /// One vCPU after the other.
  public static final int NEXT = -1;

  /// It does not stop.
  public static final long FOREVER = Long.MAX_VALUE;

  private static final int INTID_MIN = 32;
  private static final int INTID_MAX = 1019;
  private static final int DEVICES_MAX = 32;
  private static final long PERIOD_MIN = 1_000_000L;
  private static final long PERIOD_MAX = 3_600_000_000_000_000L;
  private static final String KEY = "devices";
  private static final String ALLOWED =
      "\"spi N [level|resampled] every TIME to VCPU\" or \"... to next\", and \" COUNT times\" for an end: N from 32 to"
          + " 1019, TIME from 1 us to 1 h";
  private static final Pattern FORM =
      Pattern.compile(
          "spi ([0-9]{1,4})( level| resampled)? every ([0-9.]+ ?[a-z]+)"
              + " to ([0-9]{1,3}|next)( [0-9]{1,9} times)?");

  /// The devices of a VM with so many vCPUs.
  static List<DeviceSpec> read(Section vm, int vcpus) {
    List<DeviceSpec> devices = new ArrayList<>();
    if (!vm.has(KEY)) {
      return devices;
    }
    for (String written : vm.texts(KEY, ALLOWED)) {
      Matcher form = FORM.matcher(Words.spaced(written));
      DeviceSpec device = form.matches() ? of(form) : null;
      boolean possible =
          device != null
              && device.target() < vcpus
              && devices.stream().noneMatch(other -> other.intid() == device.intid());
      if (!possible || devices.size() == DEVICES_MAX) {
        throw vm.refuse(
            KEY,
            ScenarioException.quoted(written) + " is no device",
            ALLOWED + ", each N once, VCPU below " + vcpus + ", at most " + DEVICES_MAX);
      }
      devices.add(device);
    }
    return devices;
  }

  private static @Nullable DeviceSpec of(Matcher form) {
    int intid = Integer.parseInt(form.group(1));
    OptionalLong period = Quantity.DURATION.parse(form.group(3));
    int target = form.group(4).equals("next") ? NEXT : Integer.parseInt(form.group(4));
    long times =
        form.group(5) == null ? FOREVER : Long.parseLong(form.group(5).strip().split(" ", 2)[0]);
    boolean possible =
        intid >= INTID_MIN
            && intid <= INTID_MAX
            && period.isPresent()
            && period.getAsLong() >= PERIOD_MIN
            && period.getAsLong() <= PERIOD_MAX;
    return possible
        ? new DeviceSpec(intid, period.getAsLong(), target, times, trigger(form.group(2)))
        : null;
  }

  private static VmDevice.Trigger trigger(@Nullable String word) {
    return switch (word) {
      case " level" -> VmDevice.Trigger.LEVEL;
      case " resampled" -> VmDevice.Trigger.RESAMPLED;
      case null, default -> VmDevice.Trigger.EDGE;
    };
  }

  /// What a guest does upon the interrupt that has not been told: it serves the device, if that
  /// holds its line until then.
  @Nullable InterruptHandler usualHandler() {
    return trigger == VmDevice.Trigger.EDGE
        ? null
        : new InterruptHandler(
            InterruptHandler.DEFAULT.cycles(), List.of(new GuestOperation.ServeDevice(intid)));
  }
}
