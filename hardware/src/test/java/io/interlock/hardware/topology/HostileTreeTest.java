package io.interlock.hardware.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.DeviceTreeException;
import io.interlock.hardware.devicetree.DeviceTreeWriter;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import io.interlock.hardware.devicetree.Trees;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Whatever the bytes, the readers answer with a topology or with one line, and soon.
class HostileTreeTest {
  private static final int MUTANTS = 100_000;
  private static final long SEED = 0x1ce;
  private static final long NANOS_MAX = 5_000_000_000L;

  private static final int[] TELLING_WORDS = {
    0, 1, 2, 3, 4, 9, 16, 63, 64, 1023, 4096, 0x7fffffff, 0x80000000, -1, -4, -16, 0xd00dfeed
  };

  @Test
  void mutatedBlobsEndInATopologyOrInOneLine() {
    byte[] seed = DeviceTreeWriter.write(Trees.bigLittle());
    SplittableRandom random = new SplittableRandom(SEED);
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = seed;
      for (int n = random.nextInt(1, 5); n > 0; n--) {
        mutant = mutated(mutant, random);
      }
      read += isRead(mutant, "mutant " + i + " of seed " + SEED) ? 1 : 0;
    }
    // Else one of the two ways would go untested.
    assertTrue(read > MUTANTS / 20 && read < MUTANTS * 19 / 20, read + " mutants were read");
  }

  private static boolean isRead(byte[] mutant, String name) {
    long start = System.nanoTime();
    try {
      HostTopology host = TopologyReader.fromDeviceTree(DeviceTree.read(mutant, "x.dtb"));
      assertSound(host, name);
      return true;
    } catch (DeviceTreeException refused) {
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.startsWith("x.dtb: ") && message.length() <= 403, name + message);
      assertEquals(1, message.lines().count(), name);
      return false;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError other) {
      return fail(name, other);
    } finally {
      assertTrue(System.nanoTime() - start < NANOS_MAX, name + " took too long");
    }
  }

  private static void assertSound(HostTopology host, String name) {
    CpuSet cpus = host.cpus();
    host.pmus().forEach(pmu -> assertTrue(cpus.containsAll(pmu.cpus()), name));
    host.spus().forEach(spu -> assertTrue(cpus.containsAll(spu.cpus()), name));
    host.notes().forEach(note -> assertEquals(1, note.lines().count(), name));
    assertFalse(host.describe().isEmpty(), name);
  }

  private static byte[] mutated(byte[] blob, SplittableRandom random) {
    if (blob.length < 48) {
      return blob;
    }
    byte[] mutant = blob.clone();
    int word = random.nextInt(blob.length / 4) * 4;
    switch (random.nextInt(8)) {
      case 0 -> mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      case 2 -> put(mutant, word, TELLING_WORDS[random.nextInt(TELLING_WORDS.length)]);
      case 3 -> put(mutant, random.nextInt(10) * 4, random.nextInt(2 * blob.length));
      case 4 -> put(mutant, word, ByteBuffer.wrap(blob).getInt(word) + random.nextInt(-3, 4));
      case 5 -> mutant = Arrays.copyOf(blob, random.nextInt(blob.length));
      case 6 -> {
        int from = random.nextInt(blob.length / 4) * 4;
        int length = Math.min(random.nextInt(64), blob.length - Math.max(from, word));
        System.arraycopy(blob, from, mutant, word, length);
      }
      default -> put(mutant, word, ByteBuffer.wrap(blob).getInt(random.nextInt(blob.length - 4)));
    }
    return mutant;
  }

  private static void put(byte[] bytes, int offset, int value) {
    ByteBuffer.wrap(bytes).putInt(offset, value);
  }

  @Test
  void largestHostWithEveryPmuOnEveryCpuIsReadInSeconds() {
    DeviceTree tree = crowded(CpuSet.CPUS_MAX);
    HostTopology host =
        assertTimeout(
            Duration.ofSeconds(20),
            () ->
                TopologyReader.fromDeviceTree(
                    DeviceTree.read(DeviceTreeWriter.write(tree), "x.dtb")));
    assertEquals(CpuSet.CPUS_MAX, host.pes().size());
    assertEquals(CpuSet.CPUS_MAX, host.pmus().size());
    assertTrue(host.describe().length() < 1_000_000);
  }

  /// As many PMUs as CPUs, each on one partition of all CPUs.
  private static DeviceTree crowded(int count) {
    Property isCpu = Property.ofStrings("compatible", "arm,cortex-a76");
    List<Node> cpus = new ArrayList<>();
    List<Node> children = new ArrayList<>();
    int[] affinity = new int[count];
    for (int i = 0; i < count; i++) {
      affinity[i] = i + 10;
      Property phandle = Property.ofCells("phandle", i + 10);
      cpus.add(Node.of("cpu@" + i, List.of(isCpu, Property.ofCells("reg", i), phandle)));
      Property compatible = Property.ofStrings("compatible", "arm,armv8-pmuv3");
      Property interrupts = Property.ofCells("interrupts", 1, 7, 4, 2);
      children.add(Node.of("pmu-" + i, List.of(compatible, interrupts)));
    }
    Node partition =
        Node.of(
            "p0", List.of(Property.ofCells("affinity", affinity), Property.ofCells("phandle", 2)));
    children.add(
        Node.of(
            "gic",
            List.of(
                Property.ofStrings("compatible", "arm,gic-v3"),
                Property.ofCells("#interrupt-cells", 4),
                Property.ofFlag("interrupt-controller"),
                Property.ofCells("phandle", 1)),
            Node.of("ppi-partitions", List.of(), partition)));
    List<Property> cells = List.of(Property.ofCells("#address-cells", 1));
    children.add(Node.of("cpus", cells, cpus.toArray(Node[]::new)));
    List<Property> parent = List.of(Property.ofCells("interrupt-parent", 1));
    Node root = Node.of("", parent, children.toArray(Node[]::new));
    return new DeviceTree("crowded.dtb", root, List.of());
  }
}
