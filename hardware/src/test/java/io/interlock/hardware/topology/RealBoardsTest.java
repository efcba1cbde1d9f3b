package io.interlock.hardware.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.DeviceTreeWriter;
import io.interlock.hardware.devicetree.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Trees of real boards, compiled from the kernel. They are not in the repository: give their
/// folder with `-Dinterlock.shared=FOLDER` (they are in `data/dtb` below it).
class RealBoardsTest {
  private static DeviceTree tree(String name) {
    String shared = System.getProperty("interlock.shared", "");
    Path file = Path.of(shared, "data", "dtb", name + ".dtb");
    if (!Files.exists(file)) {
      file = Path.of(shared, "data", name + ".dtb");
    }
    assumeTrue(!shared.isEmpty() && Files.exists(file), "needs -Dinterlock.shared with " + name);
    return DeviceTree.read(file);
  }

  private static String clusters(HostTopology host) {
    StringBuilder text = new StringBuilder();
    host.clusters().forEach(c -> text.append(text.isEmpty() ? "" : " ").append(c.cpus()));
    return text.toString();
  }

  private static String masks(HostTopology host) {
    StringBuilder text = new StringBuilder();
    host.pmus().forEach(pmu -> text.append(text.isEmpty() ? "" : " ").append(pmu.cpus()));
    return text.toString();
  }

  // Board, GIC, clusters, PMU masks, capacity of the first and last CPU, SPUs, virtual timer.
  @ParameterizedTest
  @CsvSource({
    "foundation-v8-gicv3, GICV3, 0-3, 0-3, 1024, 1024, 1, 27",
    "fvp-base-revc, GICV3, 0-3 4-7, 0-7, 1024, 1024, 1, 27",
    "hi3660-hikey960, GICV2, 0-3 4-7, 0-3 4-7, 462, 1024, 0, 27",
    "juno, GICV2, 0-1 2-5, 0-1 2-5, 1024, 578, 0, 27",
    "juno-r2, GICV2, 0-1 2-5, 0-1 2-5, 1024, 485, 0, 27",
    "meson-g12b-odroid-n2, GICV2, 0-1 2-5, '', 618, 1024, 0, 27",
    "qemu-virt-gicv3, GICV3, 0-3, 0-3, 1024, 1024, 0, 27",
    "rk3399-rock-pi-4b, GICV3, 0-3 4-5, 0-3 4-5, 381, 1024, 0, 27",
    "rk3588-rock-5b, GICV3, 0-3 4-5 6-7, 0-3 4-7, 397, 1024, 0, 27",
    "sdm845-db845c, GICV3, 0-7, 0-7, 385, 1024, 0, 19",
    "sky1-orion-o6, GICV3, 0-11, 0-3 4-11, 403, 1024, 0, 27",
    "hetero, GICV3, 0-1 2-3, 0-1 2-3, 400, 1024, 2, 27",
    "mini, GICV3, 0, 0, 1024, 1024, 0, 27"
  })
  void boardIsReadAsLinuxWould(
      String board,
      InterruptController.Version gic,
      String clusters,
      String pmus,
      int firstCapacity,
      int lastCapacity,
      int spus,
      int virtualTimer) {
    HostTopology host = TopologyReader.fromDeviceTree(tree(board));
    assertEquals(gic, host.gic().version());
    assertEquals(clusters, clusters(host));
    assertEquals(pmus, masks(host));
    assertEquals(firstCapacity, host.pes().getFirst().capacity());
    assertEquals(lastCapacity, host.pes().getLast().capacity());
    assertEquals(spus, host.spus().size());
    assertEquals(virtualTimer, host.timer().virtualIntid());
    boolean noted = host.notes().stream().anyMatch(note -> note.startsWith("GICv2"));
    assertEquals(gic == InterruptController.Version.GICV2, noted);
  }

  @ParameterizedTest
  @CsvSource({
    "foundation-v8-gicv3",
    "fvp-base-revc",
    "qemu-virt-gicv3",
    "rk3588-rock-5b",
    "sdm845-db845c",
    "mini"
  })
  void boardSurvivesBeingWritten(String board) {
    DeviceTree tree = tree(board);
    DeviceTree again = DeviceTree.read(DeviceTreeWriter.write(tree), "again.dtb");
    assertTrue(Trees.same(tree.root(), again.root()));
    assertEquals(tree.reservations(), again.reservations());
  }
}
