package io.interlock.hypervisor.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.vgic.device.GicCall;
import io.interlock.hypervisor.vgic.device.GicDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostActionTest {
  private static HostAction parsed(String text) {
    return HostAction.parse(text, HostActionTest::picos);
  }

  private static long picos(String duration) {
    if (!duration.endsWith("ms")) {
      throw new IllegalArgumentException(duration);
    }
    return Long.parseLong(duration.replace("ms", "")) * 1_000_000_000L;
  }

  @Test
  void eachFormIsRead() {
    long at = 5_000_000_000L;
    assertEquals(new HostAction.LoadDriver(at), parsed("load at 5ms"));
    assertEquals(new HostAction.UnloadDriver(at), parsed(" unload  at 5ms "));
    assertEquals(new HostAction.Offline(at, 3), parsed("offline 3 at 5ms"));
    assertEquals(new HostAction.Online(at, 12), parsed("online 12 at 5ms"));
    assertEquals(new HostAction.Discard(at, "my-vm"), parsed("discard my-vm at 5ms"));
    assertEquals(
        new HostAction.Pin(at, "my-vm", 1, CpuSet.parse("0-1,5")),
        parsed("pin my-vm.1 to 0-1,5 at 5ms"));
  }

  @Test
  void whatAVmmDoesIsRead() {
    long at = 5_000_000_000L;
    assertEquals(new HostAction.Stand(at, "my-vm", true), parsed("pause my-vm at 5ms"));
    assertEquals(new HostAction.Stand(at, "my-vm", false), parsed("continue my-vm at 5ms"));
    var line = new GicCall.IrqLine(GicCall.IrqLine.Input.PPI, 1, 20, true);
    assertEquals(
        new HostAction.Call(at, "my-vm", line, "KVM_IRQ_LINE PPI 1 20 1"),
        parsed("my-vm: KVM_IRQ_LINE PPI 1 20 1 at 5ms"));
    var read = new GicCall.GetAttribute(GicDevice.DIST_REGS, 0x104, 0);
    String text = "KVM_GET_DEVICE_ATTR gic DIST_REGS GICD_ISENABLER1";
    assertEquals(new HostAction.Call(at, "a", read, text), parsed("a: " + text + " at 5ms"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "KVM_RUN 0 | unknown \"KVM_RUN\"; allowed: KVM_IRQ_LINE, KVM_HAS_DEVICE_ATTR,"
            + " KVM_GET_DEVICE_ATTR, KVM_SET_DEVICE_ATTR",
        "KVM_IRQ_LINE SPI 40 2 | level is \"2\"; allowed: level from 0 to 1",
        "KVM_GET_DEVICE_ATTR vcpu 0 PMU_V3 IRQ | unknown \"vcpu\"; allowed: gic"
      })
  void aCallThatIsNoneOfTheGicIsOneLine(String call, String complaint) {
    String action = "a: " + call + " at 5ms";
    String message =
        assertThrows(IllegalArgumentException.class, () -> parsed(action)).getMessage();
    assertEquals(action + ": " + complaint, message);
  }

  @Test
  void itSaysWhichCpusItNames() {
    assertEquals(CpuSet.empty(), parsed("load at 0ms").cpus());
    assertEquals(CpuSet.of(3), parsed("offline 3 at 0ms").cpus());
    assertEquals(CpuSet.of(3), parsed("online 3 at 0ms").cpus());
    assertEquals(CpuSet.parse("1-2"), parsed("pin a.0 to 1-2 at 0ms").cpus());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "load",
        "load at",
        "load at soon",
        "load 3 at 5ms",
        "offline at 5ms",
        "offline -1 at 5ms",
        "offline 9999999 at 5ms",
        "pin a to 1 at 5ms",
        "pin a.0 to 3-1 at 5ms",
        "pin a.0 at 5ms",
        "sleep at 5ms"
      })
  void allElseIsOneLineThatSaysWhatIsAllowed(String text) {
    String complaint =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> parsed(text)).getMessage());
    assertEquals(
        "\"" + text.strip() + "\" is nothing to do; allowed: " + HostAction.FORMS, complaint);
    assertTrue(complaint.lines().count() == 1);
  }
}
