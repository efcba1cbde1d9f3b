package io.interlock.hardware.devicetree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of a flattened device tree into nodes (Devicetree Specification, chapter 5).
///
/// Walks the structure block once with a stack of its own, so neither nesting nor size can exhaust
/// the thread; each size is checked before it is used.
final class FlatReader {
  static final int FILE_BYTES_MAX = 16 << 20;
  static final int PROPERTIES_MAX = 1 << 18;

  /// The specification stops at 31; boards exceed that, hostile files must not exceed it by much.
  static final int NAME_BYTES_MAX = 255;

  private static final int RESERVATION_BYTES = 16;
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROP = 3;
  private static final int NOP = 4;
  private static final int END = 9;

  /// A node whose end has not been read yet.
  private record OpenNode(String name, Map<String, Property> properties, List<Node> children) {
    Node close() {
      return new Node(name, properties, children);
    }
  }

  private final Blob blob;
  private final FlatHeader header;
  private final int structEnd;
  private final Map<Integer, String> propertyNames = new HashMap<>();
  private final Deque<OpenNode> open = new ArrayDeque<>();
  private int position;
  private int nodeCount;
  private int propertyCount;

  private FlatReader(Blob blob, FlatHeader header) {
    this.blob = blob;
    this.header = header;
    this.position = header.struct().start();
    this.structEnd = header.struct().end();
  }

  static DeviceTree read(byte[] bytes, String fileName) {
    if (bytes.length > FILE_BYTES_MAX) {
      throw DeviceTreeException.inFile(fileName, "is larger than the limit of 16 MiB");
    }
    Blob blob = new Blob(fileName, bytes.clone());
    FlatHeader header = FlatHeader.read(blob);
    List<Reservation> reservations = reservations(blob, header);
    return new DeviceTree(fileName, new FlatReader(blob, header).tree(), reservations);
  }

  private static List<Reservation> reservations(Blob blob, FlatHeader header) {
    List<Reservation> reservations = new ArrayList<>();
    int at = header.reserveOffset();
    header.checkReservations(blob, RESERVATION_BYTES);
    while (true) {
      if (at + RESERVATION_BYTES > header.totalSize()) {
        throw blob.fault(at, "the reservation block has no end; it closes with 16 zero bytes");
      }
      var reservation = new Reservation(blob.u64(at), blob.u64(at + 8));
      at += RESERVATION_BYTES;
      if (reservation.address() == 0 && reservation.size() == 0) {
        header.checkReservations(blob, at - header.reserveOffset());
        return reservations;
      }
      reservations.add(reservation);
    }
  }

  private Node tree() {
    @Nullable Node root = null;
    while (true) {
      int at = position;
      int token = word("a token");
      switch (token) {
        case BEGIN_NODE -> {
          if (root != null) {
            throw blob.fault(at, "a second root node; expected the end of the structure block");
          }
          begin(at);
        }
        case END_NODE -> root = end(at);
        case PROP -> property(at);
        case NOP -> {}
        case END -> {
          return complete(root, at);
        }
        default ->
            throw blob.fault(
                at,
                "unknown token 0x%x; allowed: 1 (node), 2 (end of node), 3 (property), 4, 9 (end)"
                    .formatted(token));
      }
    }
  }

  /// The root, if the token END at `at` is where it should be.
  private Node complete(@Nullable Node root, int at) {
    if (root == null) {
      throw blob.fault(at, "the tree ends inside a node; expected as many node ends as beginnings");
    }
    if (position != structEnd) {
      throw blob.fault(
          at, "%d bytes of structure follow its end token".formatted(structEnd - position));
    }
    return root;
  }

  private void begin(int at) {
    if (open.size() == DeviceTree.DEPTH_MAX) {
      throw blob.fault(
          at, "nodes are nested deeper than the limit of " + DeviceTree.DEPTH_MAX + " levels");
    }
    if (++nodeCount > DeviceTree.NODES_MAX) {
      throw blob.fault(at, "more nodes than the limit of " + DeviceTree.NODES_MAX);
    }
    String name = name(position, structEnd, "node name");
    if (name.isEmpty() != open.isEmpty()) {
      throw blob.fault(
          position,
          open.isEmpty()
              ? "the root node is named " + name + "; its name must be empty"
              : "a node without a name; allowed for the root only");
    }
    position = padded(position + name.length() + 1);
    open.push(new OpenNode(name, new LinkedHashMap<>(), new ArrayList<>()));
  }

  /// Closes the innermost node; the answer is the root if it was the outermost, else null.
  private @Nullable Node end(int at) {
    OpenNode closed = open.poll();
    if (closed == null) {
      throw blob.fault(at, "the end of a node that never began");
    }
    Node node = closed.close();
    OpenNode parent = open.peek();
    if (parent == null) {
      return node;
    }
    parent.children().add(node);
    return null;
  }

  private void property(int at) {
    OpenNode node = open.peek();
    if (node == null) {
      throw blob.fault(at, "a property outside any node");
    }
    if (++propertyCount > PROPERTIES_MAX) {
      throw blob.fault(at, "more properties than the limit of " + PROPERTIES_MAX);
    }
    long length = Integer.toUnsignedLong(word("a property's length"));
    long nameOffset = Integer.toUnsignedLong(word("a property's name"));
    if (length > structEnd - position) {
      throw blob.fault(
          at,
          "a property of %d bytes leaves the structure block; at most %d fit"
              .formatted(length, structEnd - position));
    }
    if (nameOffset >= header.strings().size()) {
      throw blob.fault(
          at,
          "property name at %d is outside the strings block of %d bytes"
              .formatted(nameOffset, header.strings().size()));
    }
    String name = propertyNames.computeIfAbsent((int) nameOffset, this::propertyName);
    var property = new Property(blob, name, position, (int) length);
    if (node.properties().putIfAbsent(name, property) != null) {
      throw blob.fault(at, "property " + name + " appears twice in one node; allowed: once");
    }
    position = padded(position + (int) length);
  }

  private String propertyName(int nameOffset) {
    int start = header.strings().start() + nameOffset;
    int end = header.strings().end();
    String name = name(start, end, "property name");
    if (name.isEmpty()) {
      throw blob.fault(start, "a property without a name");
    }
    return name;
  }

  /// The NUL-ended name at `start`: printable ASCII without `/`, so that paths and messages are
  /// unambiguous.
  private String name(int start, int end, String what) {
    byte[] bytes = blob.bytes();
    for (int i = start; i < end && i - start <= NAME_BYTES_MAX; i++) {
      if (bytes[i] == 0) {
        return new String(bytes, start, i - start, StandardCharsets.US_ASCII);
      }
      if (bytes[i] <= ' ' || bytes[i] > '~' || bytes[i] == '/') {
        throw blob.fault(
            i,
            "%s has byte 0x%02x; allowed: printable ASCII without blank and /"
                .formatted(what, bytes[i] & 0xff));
      }
    }
    throw blob.fault(
        start,
        "%s has no end; it must close with NUL within %d bytes and inside its block"
            .formatted(what, NAME_BYTES_MAX));
  }

  private int word(String what) {
    if (position + 4 > structEnd) {
      throw blob.fault(
          position,
          "the structure block ends where " + what + " should be; it closes with token 9");
    }
    int word = blob.u32(position);
    position += 4;
    return word;
  }

  private static int padded(int offset) {
    return (offset + 3) & ~3;
  }
}
