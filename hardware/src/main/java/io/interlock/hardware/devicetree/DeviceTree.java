package io.interlock.hardware.devicetree;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A whole device tree: nodes, memory reservations, and an index of phandles.
///
/// Immutable. Whatever the bytes, reading ends in a tree or in a [DeviceTreeException], in time
/// and memory proportional to the file.
public final class DeviceTree {
  /// Levels of nodes, the root being the first. Real trees have about ten.
  public static final int DEPTH_MAX = 64;

  /// Nodes in one tree. The largest board in the kernel has a few thousand.
  public static final int NODES_MAX = 65_536;

  private final String fileName;
  private final Node root;
  private final List<Reservation> reservations;
  private final Map<Node, Node> parents = new HashMap<>();
  private final Map<Integer, Node> phandles = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  /// Indexes a tree built by hand or by the reader. `fileName` is what messages call it.
  public DeviceTree(String fileName, Node root, List<Reservation> reservations) {
    this.fileName = fileName;
    this.root = root;
    this.reservations = List.copyOf(reservations);
    index(root, 1);
  }

  /// Reads a blob. It may be longer than the tree it holds (QEMU pads) and at most 16 MiB.
  public static DeviceTree read(byte[] bytes, String fileName) {
    return FlatReader.read(bytes, fileName);
  }

  /// Reads a file. What cannot be opened is reported like any other fault of it.
  public static DeviceTree read(Path file) {
    return TreeFile.read(file);
  }

  public String fileName() {
    return fileName;
  }

  public Node root() {
    return root;
  }

  public List<Reservation> reservations() {
    return reservations;
  }

  /// Every node, parents before children, in file order.
  public List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /// The node's parent, or null for the root.
  public @Nullable Node parent(Node node) {
    return parents.get(node);
  }

  /// The full path of a node of this tree, `/cpus/cpu@0`.
  public String path(Node node) {
    Deque<String> names = new ArrayDeque<>();
    for (Node at = node; at != null && at != root; at = parents.get(at)) {
      names.push(at.name());
    }
    return "/" + String.join("/", names);
  }

  /// The node at a full path, or null.
  public @Nullable Node at(String path) {
    @Nullable Node node = root;
    for (String name : path.split("/", -1)) {
      if (node != null && !name.isEmpty()) {
        node = node.child(name);
      }
    }
    return node;
  }

  /// The node that carries this phandle, or null.
  public @Nullable Node byPhandle(int phandle) {
    return phandles.get(phandle);
  }

  /// The node that a reference in `property` of `from` means; throws if it points nowhere.
  public Node follow(Node from, Property property, int phandle) {
    Node target = phandles.get(phandle);
    if (target == null) {
      throw fault(
          from,
          "%s points to phandle 0x%x, which no node has; expected the phandle of a node"
              .formatted(property.name(), phandle));
    }
    return target;
  }

  /// An exception that names this file and the node.
  public DeviceTreeException fault(Node node, String what) {
    return DeviceTreeException.atNode(fileName, path(node), what);
  }

  private void index(Node node, int depth) {
    nodes.add(node);
    if (depth > DEPTH_MAX) {
      throw fault(node, "nodes are nested deeper than the limit of " + DEPTH_MAX);
    }
    if (nodes.size() > NODES_MAX) {
      throw fault(node, "more nodes than the limit of " + NODES_MAX);
    }
    indexPhandle(node);
    for (Node child : node.children()) {
      if (parents.put(child, node) != null) {
        throw fault(child, "appears twice in the tree; each node has one place");
      }
      index(child, depth + 1);
    }
  }

  private void indexPhandle(Node node) {
    Property current = node.property("phandle");
    Property old = node.property("linux,phandle");
    Property property = current != null ? current : old;
    if (property == null) {
      return;
    }
    int phandle = property.u32();
    if (old != null && old.u32() != phandle) {
      throw fault(node, "phandle and linux,phandle differ; both must be the same number");
    }
    if (phandle == 0 || phandle == -1) {
      throw fault(node, "phandle 0x%x is reserved; allowed: 1 to 0xfffffffe".formatted(phandle));
    }
    Node other = phandles.putIfAbsent(phandle, node);
    if (other != null) {
      throw fault(
          node,
          "phandle 0x%x is already that of %s; each must be unique"
              .formatted(phandle, path(other)));
    }
  }
}
