package io.interlock.tests.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.DeviceTreeWriter;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import io.interlock.tests.endtoend.Program.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Broken device trees and scenarios: status 2 and one line with the place, soon and with little
/// memory.
class BadInputIT {
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROPERTY = 3;
  private static final int END = 9;

  /// Offsets of the header's words.
  private static final int MAGIC = 0;

  private static final int STRUCT = 8;
  private static final int STRINGS = 12;

  @TempDir Path folder = Path.of("");

  static Stream<Arguments> brokenTrees() throws IOException {
    byte[] good = example();
    return Stream.of(
        tree("empty", new byte[0], "empty"),
        tree("truncated", Arrays.copyOf(good, good.length / 2), "byte 0x"),
        tree("wrong magic", patched(good, MAGIC, 0x7f454c46), "byte 0x0"),
        tree("offset outside the file", patched(good, STRUCT, 0x7ffffff0), "byte 0x8"),
        tree("overlapping blocks", patched(good, STRINGS, word(good, STRUCT)), "overlaps"),
        tree("unterminated name", blob(BEGIN_NODE, 0x61616161, 0x61616161), "byte 0x"),
        tree("nesting 10,000 deep", nested(10_000), "byte 0x"),
        tree("a property of 4 GiB", blob(BEGIN_NODE, 0, PROPERTY, -1, 0), "byte 0x"),
        tree("a tree of 4 GiB", patched(good, 4, -1), "byte 0x4"),
        tree("no #address-cells", edited(BadInputIT::withoutAddressCells), "/cpus"),
        tree("a phandle to nowhere", edited(BadInputIT::withPhandleToNowhere), "0x3e7"),
        tree("interrupt parents in a circle", edited(BadInputIT::withCircle), "interrupt-parent"));
  }

  private static Arguments tree(String what, byte[] bytes, String place) {
    return Arguments.of(what, bytes, place);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenTrees")
  void aBrokenDeviceTreeIsRefused(String what, byte[] bytes, String place) throws Exception {
    Path tree = Files.write(folder.resolve("broken.dtb"), bytes);
    Outcome outcome =
        new Program(folder).call("run", Program.EXAMPLE, "--set", "host.device-tree=" + tree);
    outcome.assertRefused(what, tree.toString(), place);
  }

  static Stream<Arguments> brokenScenarios() {
    String host = "host.preset = dual\n";
    String vm = "vms.a { vcpus = 1, guest = idle }\n";
    return Stream.of(
        Arguments.of("unknown key", host + vm + "run.sed = 1", ":3: ", "did you mean seed?"),
        Arguments.of("wrong type", host + vm + "run.seed = [1]", ":3: ", "a whole number"),
        Arguments.of("wrong unit", host + vm + "run.for = 3 apples", ":3: ", "ms, s, min"),
        Arguments.of("a CPU outside", host + vm + "vms.a.affinity = 3-4", ":3: ", "CPUs 0-3"),
        Arguments.of("empty affinity", host + vm + "vms.a.affinity = \"\"", ":3: ", "CPU list"),
        Arguments.of("no vCPUs", host + "vms.a { vcpus = 0, guest = idle }", ":2: ", "1 to 512"),
        Arguments.of("no VMs", host, ":1: ", "vms {"),
        Arguments.of("garbage", "\u007fELF\u0002\u0001\u0000\u00ff\u0090", ":1: ", "allowed"),
        Arguments.of(
            "self-inclusion", host + "include \"broken.conf\"", "broken.conf:2", "include"),
        Arguments.of("deep brackets", "a = " + "[".repeat(100_000), ":1: ", "allowed"),
        Arguments.of("a missing tree", "host.device-tree = x.dtb\n" + vm, "x.dtb", "no such file"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenScenarios")
  void aBrokenScenarioIsRefused(String what, String text, String place, String allowed)
      throws Exception {
    Path scenario = Files.writeString(folder.resolve("broken.conf"), text, ISO_8859_1);
    Outcome outcome = new Program(folder).call("run", scenario.toString());
    outcome.assertRefused(what, scenario.toString(), place, allowed);
  }

  @Test
  void whatIsNoReadableFileIsRefused() throws Exception {
    var program = new Program(folder);
    Path missing = folder.resolve("missing.conf");
    program.call("run", missing.toString()).assertRefused("missing", missing + ": no such file");
    program.call("run", folder.toString()).assertRefused("folder", folder + ": is a directory");
    Path secret = Files.createFile(folder.resolve("secret.conf"));
    // The administrator may read everything, and then the file is empty.
    boolean _ = secret.toFile().setReadable(false);
    program.call("run", secret.toString()).assertRefused("not readable", secret.toString());
  }

  private static byte[] example() throws IOException {
    return Files.readAllBytes(Path.of(Program.EXAMPLE).resolveSibling("big-little.dtb"));
  }

  private static byte[] patched(byte[] bytes, int offset, int word) {
    return ByteBuffer.wrap(bytes.clone()).putInt(offset, word).array();
  }

  private static int word(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).getInt(offset);
  }

  /// A blob around a structure block of these words; its one string is `p`.
  private static byte[] blob(int... structure) {
    int strings = 56 + 4 * structure.length;
    ByteBuffer blob = ByteBuffer.allocate(strings + 2);
    blob.putInt(0xd00dfeed).putInt(strings + 2).putInt(56).putInt(strings).putInt(40);
    blob.putInt(17).putInt(16).putInt(0).putInt(2).putInt(4 * structure.length);
    blob.position(56);
    Arrays.stream(structure).forEach(blob::putInt);
    return blob.put((byte) 'p').array();
  }

  private static byte[] nested(int depth) {
    var begins = IntStream.range(0, depth).flatMap(_ -> IntStream.of(BEGIN_NODE, 0));
    var ends = IntStream.concat(IntStream.generate(() -> END_NODE).limit(depth), IntStream.of(END));
    return blob(IntStream.concat(begins, ends).toArray());
  }

  /// The example's tree with each node changed.
  private static byte[] edited(UnaryOperator<Node> change) throws IOException {
    DeviceTree tree = DeviceTree.read(example(), "big-little.dtb");
    Node root = edited(tree.root(), change);
    return DeviceTreeWriter.write(new DeviceTree("edited.dtb", root, List.of()));
  }

  private static Node edited(Node node, UnaryOperator<Node> change) {
    Node[] children =
        node.children().stream().map(child -> edited(child, change)).toArray(Node[]::new);
    return change.apply(Node.of(node.name(), List.copyOf(node.properties().values()), children));
  }

  private static Node withoutAddressCells(Node node) {
    List<Property> left = new ArrayList<>(node.properties().values());
    left.removeIf(property -> property.name().equals("#address-cells"));
    return node.name().equals("cpus")
        ? Node.of(node.name(), left, node.children().toArray(Node[]::new))
        : node;
  }

  private static Node withPhandleToNowhere(Node node) {
    return node.name().equals("core0") ? with(node, Property.ofCells("cpu", 999)) : node;
  }

  /// `psci` and `memory` name each other as the parent that leads to an interrupt controller.
  private static Node withCircle(Node node) {
    return switch (node.baseName()) {
      case "" -> with(node, Property.ofCells("interrupt-parent", 101));
      case "psci" ->
          with(node, Property.ofCells("phandle", 101), Property.ofCells("interrupt-parent", 102));
      case "memory" ->
          with(node, Property.ofCells("phandle", 102), Property.ofCells("interrupt-parent", 101));
      default -> node;
    };
  }

  private static Node with(Node node, Property... more) {
    List<Property> properties = new ArrayList<>(node.properties().values());
    Collections.addAll(properties, more);
    return Node.of(node.name(), properties, node.children().toArray(Node[]::new));
  }
}
