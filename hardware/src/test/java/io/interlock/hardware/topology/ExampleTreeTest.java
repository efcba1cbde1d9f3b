package io.interlock.hardware.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.DeviceTreeWriter;
import io.interlock.hardware.devicetree.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleTreeTest {
  @Test
  void exampleDescribesFourLittleAndFourBigCoresWithSpe() {
    assertEquals(
        """
        Interlock big-little example: 8 CPUs, GICv3 with 2 PPI partitions, counter 1 GHz
          cluster 0: CPUs 0-3, Cortex-A520 1.8 GHz, capacity 360, PMU 0 (PPI 23), no SPE
          cluster 1: CPUs 4-7, Cortex-A720 2.5 GHz, capacity 1024, PMU 1 (PPI 23), SPU 0 (PPI 21)
          note: CPUs 0-3 have no SPE: a vCPU with SPE cannot be entered there
        """,
        TopologyReader.fromDeviceTree(Trees.bigLittle()).describe());
  }

  @Test
  void sourceAndBlobAgree(@TempDir Path directory) throws Exception {
    Path source = Trees.exampleFile("big-little.dts");
    Path compiled = directory.resolve("big-little.dtb");
    run("-I", "dts", "-O", "dtb", "-o", compiled.toString(), source.toString());
    assertTrue(Trees.same(DeviceTree.read(compiled).root(), Trees.bigLittle().root()));
  }

  @Test
  void compilerReadsOurBlobAsTheSameTree(@TempDir Path directory) throws Exception {
    Path ours = directory.resolve("ours.dtb");
    Path again = directory.resolve("again.dtb");
    Files.write(ours, DeviceTreeWriter.write(Trees.bigLittle()));
    run("-I", "dtb", "-O", "dtb", "-o", again.toString(), ours.toString());
    assertTrue(Trees.same(Trees.bigLittle().root(), DeviceTree.read(again).root()));
  }

  /// Runs the device-tree compiler; where there is none, the test that wants it is skipped.
  private static void run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("dtc", "-q"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      assumeTrue(false, "no device-tree compiler (dtc) on this machine");
      throw e;
    }
    assertEquals(0, process.waitFor(), "dtc failed");
  }
}
