package io.interlock.actors.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.scenario.ScenarioException;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.topology.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  private final Path folder;

  PlannerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private List<HostPlan> plan(String scenario) throws IOException {
    Path file = Files.writeString(folder.resolve("test.conf"), scenario);
    return Planner.plan(ScenarioReader.read(file, List.of()));
  }

  private static String shared(String board) {
    Path file = Path.of(System.getProperty("interlock.shared", ""), "data", "dtb", board + ".dtb");
    assumeTrue(Files.exists(file), "needs -Dinterlock.shared with " + board);
    return file.toAbsolutePath().toString();
  }

  @Test
  void threadsAndMachinesAreNumberedDenselyOnEachHost() throws IOException {
    HostPlan host =
        plan("""
                host { preset = dual }
                vms {
                  a { count = 2, vcpus = 2, guest = idle }
                  b { vcpus = 1, guest = idle, nice = 3, affinity = "0-1" }
                }
                """)
            .getFirst();
    assertEquals(List.of("a-0", "a-1", "b"), host.vms().stream().map(VmPlan::name).toList());
    assertEquals(List.of(0, 1, 2), host.vms().stream().map(VmPlan::vm).toList());
    assertEquals(
        List.of(0, 1, 2, 3, 4),
        host.vms().stream()
            .flatMap(vm -> vm.vcpus().stream())
            .map(vcpu -> vcpu.id().thread())
            .toList());
    VmPlan.VcpuPlan last = host.vms().get(2).vcpus().getFirst();
    assertEquals(CpuSet.parse("0-1"), last.affinity());
    assertEquals(526, last.weight());
    assertEquals(CpuSet.parse("0-3"), host.vms().get(2).supported());
  }

  @Test
  void hostsAndMachinesOfOneKindShareWhatDoesNotChange() throws IOException {
    List<HostPlan> hosts =
        plan(
            """
            hosts { h { count = 3, preset = dual } }
            vms { a { vcpus = 2, count = 2, guest = compute } }
            """);
    assertEquals(List.of("h-0", "h-1", "h-2"), hosts.stream().map(HostPlan::name).toList());
    assertSame(hosts.get(0).topology(), hosts.get(2).topology());
    assertSame(
        hosts.get(0).vms().get(0).vcpus().get(0).code(),
        hosts.get(2).vms().get(1).vcpus().get(1).code());
  }

  @Test
  void costsDependOnTheCoreAndOnTheScenario() throws IOException {
    HostPlan host =
        plan("""
                host { preset = dual, costs { guest-exit = 200ns } }
                vms { a { vcpus = 1, guest = idle } }
                """)
            .getFirst();
    assertEquals(375_000, host.costs().get(0).picos(Cost.GUEST_ENTRY));
    assertEquals(150_000, host.costs().get(3).picos(Cost.GUEST_ENTRY));
    assertEquals(200_000, host.costs().get(0).picos(Cost.GUEST_EXIT));
  }

  @ParameterizedTest
  @CsvSource({
    "'host { preset = dul }', unknown host",
    "'host { preset = dual }, vms.a.affinity = ~4~', CPU 4 is outside host",
    "'host { preset = dual }, vms.a.supported-cpus = ~2-9~', CPU 4-9 is outside host",
    "'host { device-tree = missing.dtb }', missing.dtb",
    "'host { preset = dual, costs { gest-exit = 1ns } }', gest-exit",
    "'host { preset = dual, kvm.programs = missing.ctx }', missing.ctx: no such file"
  })
  void whatCannotBeIsRefusedInOneLineWithItsPlace(String host, String complaint) {
    String text = host.replace('~', '"') + "\nvms { a { vcpus = 1, guest = idle } }\n";
    ScenarioException refused = assertThrows(ScenarioException.class, () -> plan(text));
    String line = String.valueOf(refused.getMessage());
    assertTrue(line.contains(complaint), line);
    assertTrue(line.contains("test.conf:1"), line);
    assertTrue(line.contains("allowed"), line);
    assertEquals(1, line.lines().count(), line);
  }

  @Test
  void aProgramThatIsNoTextIsCalledAProgram() throws IOException {
    Path program = Files.write(folder.resolve("p.ctx"), new byte[] {(byte) 0xd0, 0x0d});
    var refused =
        assertThrows(
            ScenarioException.class,
            () ->
                plan(
                    """
                    host { preset = dual, kvm.programs = p.ctx }
                    vms { a { vcpus = 1, guest = idle } }
                    """));
    assertEquals(
        program + ":1: is not text; allowed: a context-switch program in UTF-8",
        refused.getMessage());
  }

  @Test
  void gicv2HostTakesAtMostEightVcpusInAMachine() throws IOException {
    String text =
        """
        host { device-tree = "%s" }
        vms { a { vcpus = %d, guest = idle } }
        """;
    String juno = shared("juno");
    assertEquals(1, plan(text.formatted(juno, 8)).size());
    ScenarioException refused =
        assertThrows(ScenarioException.class, () -> plan(text.formatted(juno, 9)));
    String line = String.valueOf(refused.getMessage());
    assertTrue(line.contains("GICv2") && line.endsWith("allowed: 1 to 8"), line);
    assertTrue(line.contains("test.conf:2"), line);
  }

  @Test
  void kernelRunsAtEl1WhereACoreHasNoVhe() throws IOException {
    String text = "host { device-tree = \"%s\" }\nvms { a { vcpus = 1, guest = idle } }\n";
    assertEquals(
        "kvm-nvhe", plan(text.formatted(shared("rk3399-rock-pi-4b"))).getFirst().program().name());
    assertEquals(
        "kvm-vhe", plan(text.formatted(shared("rk3588-rock-5b"))).getFirst().program().name());
  }
}
