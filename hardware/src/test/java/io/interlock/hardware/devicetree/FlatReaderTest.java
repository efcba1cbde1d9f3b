package io.interlock.hardware.devicetree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatReaderTest {
  /// Offsets of the header's words.
  private static final int MAGIC = 0;
  private static final int TOTAL_SIZE = 4;
  private static final int STRUCT = 8;
  private static final int STRINGS = 12;
  private static final int RESERVE = 16;
  private static final int VERSION = 20;
  private static final int READABLE_AS = 24;
  private static final int STRINGS_SIZE = 32;
  private static final int STRUCT_SIZE = 36;

  private static byte[] good() {
    Node child = Node.of("timer@1", List.of(Property.ofCells("reg", 1)));
    Node root = Node.of("", List.of(Property.ofStrings("model", "board")), child);
    return DeviceTreeWriter.write(new DeviceTree("x", root, List.of(new Reservation(4096, 8192))));
  }

  private static byte[] patched(int offset, int word) {
    return ByteBuffer.wrap(good()).putInt(offset, word).array();
  }

  private static int word(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).getInt(offset);
  }

  /// The message with which the bytes are refused; it must be one line that begins with the file.
  private static String refusal(byte[] bytes) {
    var fault = assertThrows(DeviceTreeException.class, () -> DeviceTree.read(bytes, "board.dtb"));
    String message = String.valueOf(fault.getMessage());
    assertTrue(message.startsWith("board.dtb: "), message);
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private static void refused(String expected, byte[] bytes) {
    String message = refusal(bytes);
    assertTrue(message.contains(expected), message);
  }

  /// A blob around a hand-made structure block; its one string is `p` at 0.
  private static byte[] aroundStructure(int... words) {
    ByteBuffer blob = ByteBuffer.allocate(56 + 4 * words.length + 2);
    int strings = 56 + 4 * words.length;
    blob.putInt(0xd00dfeed).putInt(strings + 2).putInt(56).putInt(strings).putInt(40);
    blob.putInt(17).putInt(16).putInt(0).putInt(2).putInt(4 * words.length);
    blob.position(56);
    Arrays.stream(words).forEach(blob::putInt);
    return blob.put((byte) 'p').put((byte) 0).array();
  }

  @Test
  void wellFormedTreeIsReadInFull() {
    DeviceTree tree = DeviceTree.read(good(), "board.dtb");
    assertEquals(List.of(new Reservation(4096, 8192)), tree.reservations());
    Node timer = tree.at("/timer@1");
    assertNotNull(timer);
    assertEquals("timer", timer.baseName());
    assertEquals("1", timer.unitAddress());
    assertEquals("/timer@1", tree.path(timer));
    assertEquals("/", tree.path(tree.root()));
    assertEquals(tree.root(), tree.parent(timer));
    assertEquals(2, tree.nodes().size());
  }

  @Test
  void paddingBehindTheTreeIsAllowed() {
    byte[] padded = Arrays.copyOf(good(), 1 << 20);
    assertNotNull(DeviceTree.read(padded, "board.dtb").at("/timer@1"));
    ByteBuffer.wrap(padded).putInt(TOTAL_SIZE, padded.length);
    assertNotNull(DeviceTree.read(padded, "board.dtb").at("/timer@1"));
  }

  @Test
  void nopTokensAndPropertiesAfterChildrenAreAllowed() {
    byte[] blob = aroundStructure(4, 1, 0, 1, 'a' << 24, 4, 2, 3, 4, 0, 77, 2, 9);
    DeviceTree tree = DeviceTree.read(blob, "board.dtb");
    Property p = tree.root().property("p");
    assertNotNull(p);
    assertEquals(77, p.u32());
    assertNotNull(tree.at("/a"));
  }

  @Test
  void laterVersionThatCanBeReadAs17IsAllowed() {
    assertNotNull(DeviceTree.read(patched(VERSION, 18), "board.dtb"));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] good = good();
    for (int length = 0; length < good.length; length++) {
      refusal(Arrays.copyOf(good, length));
    }
  }

  @Test
  void headerFaultsNameTheFieldAndWhatIsAllowed() {
    refused("is empty", new byte[0]);
    refused("a header has 40 bytes", new byte[39]);
    refused("0xd00dfeed", patched(MAGIC, 0x7f454c46));
    refused("total size is 4294967295", patched(TOTAL_SIZE, -1));
    refused("byte 0x14: version 16", patched(VERSION, 16));
    refused("readable as 18", patched(READABLE_AS, 18));
    refused("size of the structure block is 4294967292", patched(STRUCT_SIZE, -4));
    refused("size of the strings block is 4294967295", patched(STRINGS_SIZE, -1));
    refused("offset of the structure block is 2147483647", patched(STRUCT, Integer.MAX_VALUE));
    refused("must be a multiple of 4", patched(STRUCT, 42));
    refused("must be a multiple of 8", patched(RESERVE, 44));
  }

  @Test
  void overlappingBlocksAreRefused() {
    byte[] good = good();
    refused("overlaps the header", patched(STRUCT, 0));
    refused("overlaps the structure block", patched(STRINGS, word(good, STRUCT)));
    refused("overlaps the header", patched(RESERVE, 0));
    refused("reservation block overlaps the structure", patched(STRUCT, word(good, RESERVE) + 16));
  }

  @Test
  void reservationsWithoutEndAreRefused() {
    byte[] good = good();
    byte[] longer = Arrays.copyOf(good, (good.length + 7 & ~7) + 16);
    Arrays.fill(longer, good.length, longer.length, (byte) 1);
    ByteBuffer.wrap(longer).putInt(TOTAL_SIZE, longer.length).putInt(RESERVE, longer.length - 16);
    refused("closes with 16 zero bytes", longer);
  }

  @Test
  void structureFaultsNameTheByte() {
    refused("byte 0x38: unknown token 0x7", aroundStructure(7));
    refused("byte 0x38: the end of a node that never began", aroundStructure(2, 9));
    refused("a property outside any node", aroundStructure(3, 0, 0));
    refused("the tree ends inside a node", aroundStructure(1, 0, 9));
    refused("closes with token 9", aroundStructure(1, 0, 2));
    refused("4 bytes of structure follow its end token", aroundStructure(1, 0, 2, 9, 4));
    refused("a second root node", aroundStructure(1, 0, 2, 1, 0, 2, 9));
    refused("a node without a name", aroundStructure(1, 0, 1, 0, 2, 2, 9));
    refused("the root node is named a", aroundStructure(1, 'a' << 24, 2, 9));
    refused("appears twice in one node", aroundStructure(1, 0, 3, 0, 0, 3, 0, 0, 2, 9));
    refused("outside the strings block", aroundStructure(1, 0, 3, 0, 2, 2, 9));
    refused("a property without a name", aroundStructure(1, 0, 3, 0, 1, 2, 9));
    refused("a property of 4294967295 bytes", aroundStructure(1, 0, 3, -1, 0, 2, 9));
    refused("node name has no end", aroundStructure(1, 0, 1, 0x61616161));
    refused("byte 0x0a", aroundStructure(1, 0, 1, 0x610a0000, 2, 2, 9));
  }

  @Test
  void propertyNameWithoutEndIsRefused() {
    byte[] blob = aroundStructure(1, 0, 3, 0, 0, 2, 9);
    blob[blob.length - 1] = 'q';
    refused("property name has no end", blob);
  }

  @Test
  void nestingTenThousandDeepIsRefusedAtTheLimit() {
    int depth = 10_000;
    int[] words = new int[3 * depth + 3];
    words[0] = 1;
    for (int i = 1; i < depth; i++) {
      words[2 * i] = 1;
      words[2 * i + 1] = 'a' << 24;
    }
    Arrays.fill(words, 2 * depth, 3 * depth, 2);
    words[3 * depth] = 9;
    refused("deeper than the limit of 64", aroundStructure(words));
  }

  @Test
  void moreNodesThanTheLimitAreRefused() {
    int[] words = new int[3 * 70_000 + 2];
    words[0] = 1;
    for (int i = 2; i + 2 < words.length; i += 3) {
      words[i] = 1;
      words[i + 1] = 'a' << 24;
      words[i + 2] = 2;
    }
    refused("more nodes than the limit of 65536", aroundStructure(words));
  }

  @Test
  void fileAboveTheLimitIsRefused() {
    refused("limit of 16 MiB", new byte[(16 << 20) + 1]);
  }

  @Test
  void phandlesMustBeUniqueAndNotReserved() {
    refusedTree("is already that of /a", phandle("a", 5), phandle("b", 5));
    refusedTree("phandle 0x0 is reserved", phandle("a", 0));
    refusedTree("phandle 0xffffffff is reserved", phandle("a", -1));
    refusedTree(
        "differ",
        Node.of(
            "a", List.of(Property.ofCells("phandle", 1), Property.ofCells("linux,phandle", 2))));
    refusedTree("expected one cell", Node.of("a", List.of(Property.ofCells("phandle", 1, 2))));
  }

  @Test
  void oldSpellingOfPhandleIsFound() {
    Node old = Node.of("a", List.of(Property.ofCells("linux,phandle", 9)));
    DeviceTree tree = new DeviceTree("x", Node.of("", List.of(), old), List.of());
    assertEquals(old, tree.byPhandle(9));
  }

  private static Node phandle(String name, int phandle) {
    return Node.of(name, List.of(Property.ofCells("phandle", phandle)));
  }

  private static void refusedTree(String expected, Node... children) {
    Node root = Node.of("", List.of(), children);
    var fault =
        assertThrows(DeviceTreeException.class, () -> new DeviceTree("board.dtb", root, List.of()));
    assertTrue(String.valueOf(fault.getMessage()).contains(expected), fault.getMessage());
  }

  @Test
  void pathsThatAreNoFilesAreRefused(@TempDir Path directory) throws IOException {
    assertTrue(refusal(directory).contains("is a directory"));
    assertTrue(refusal(directory.resolve("missing.dtb")).contains("no such file"));
    Path empty = Files.createFile(directory.resolve("empty.dtb"));
    assertTrue(refusal(empty).contains("is empty"));
    assertTrue(refusal(directory.resolve("two\nlines.dtb")).contains("two?lines.dtb"));
  }

  @Test
  void fileWhoseBytesCannotBeReadIsRefused() {
    Path unreadable = Path.of("/proc/self/mem");
    assumeTrue(Files.isRegularFile(unreadable), "no /proc/self/mem on this machine");
    assertTrue(refusal(unreadable).contains("cannot be read"));
  }

  private static String refusal(Path file) {
    var fault = assertThrows(DeviceTreeException.class, () -> DeviceTree.read(file));
    String message = String.valueOf(fault.getMessage());
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void callersArrayMayChangeAfterwards() {
    byte[] bytes = good();
    DeviceTree tree = DeviceTree.read(bytes, "board.dtb");
    Arrays.fill(bytes, (byte) 0);
    Property model = tree.root().property("model");
    assertNotNull(model);
    assertEquals("board", model.string());
  }

  @Test
  void writtenTreeReadsBackEqual() throws IOException {
    var deep = new ByteArrayOutputStream();
    deep.write(DeviceTreeWriter.write(Trees.bigLittle()));
    DeviceTree tree = DeviceTree.read(deep.toByteArray(), "again.dtb");
    assertTrue(Trees.same(Trees.bigLittle().root(), tree.root()));
    assertFalse(Trees.same(tree.root(), DeviceTree.read(good(), "x").root()));
  }
}
