package io.interlock.hypervisor.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.topology.CpuSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
