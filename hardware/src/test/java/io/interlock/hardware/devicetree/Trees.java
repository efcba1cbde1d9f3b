package io.interlock.hardware.devicetree;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The repository's example tree, and small edits of trees for tests.
public final class Trees {
  private Trees() {}

  public static Path exampleFile(String name) {
    return Path.of("..", "examples", name);
  }

  public static DeviceTree bigLittle() {
    return DeviceTree.read(exampleFile("big-little.dtb"));
  }

  /// The tree with a property added to the node at `path`, or replaced there.
  public static DeviceTree with(DeviceTree tree, String path, Property property) {
    return edit(
        tree,
        path,
        node -> {
          Map<String, Property> properties = new LinkedHashMap<>(node.properties());
          properties.put(property.name(), property);
          return new Node(node.name(), properties, node.children());
        });
  }

  /// The tree without one property.
  public static DeviceTree without(DeviceTree tree, String path, String property) {
    return edit(
        tree,
        path,
        node -> {
          Map<String, Property> properties = new LinkedHashMap<>(node.properties());
          properties.remove(property);
          return new Node(node.name(), properties, node.children());
        });
  }

  public static DeviceTree withChild(DeviceTree tree, String path, Node child) {
    return edit(
        tree,
        path,
        node -> {
          List<Node> children = new ArrayList<>(node.children());
          children.add(child);
          return new Node(node.name(), node.properties(), children);
        });
  }

  public static DeviceTree withoutNode(DeviceTree tree, String path) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    return edit(
        tree,
        path.substring(0, slash),
        node -> {
          List<Node> children = new ArrayList<>(node.children());
          children.removeIf(child -> child.name().equals(name));
          return new Node(node.name(), node.properties(), children);
        });
  }

  /// Names, values and order are the same.
  public static boolean same(Node a, Node b) {
    boolean same =
        a.name().equals(b.name())
            && List.copyOf(a.properties().values()).equals(List.copyOf(b.properties().values()))
            && a.children().size() == b.children().size();
    for (int i = 0; same && i < a.children().size(); i++) {
      same = same(a.children().get(i), b.children().get(i));
    }
    return same;
  }

  private static DeviceTree edit(DeviceTree tree, String path, UnaryOperator<Node> change) {
    Node target = tree.at(path);
    if (target == null) {
      throw new AssertionError("no node " + path);
    }
    return new DeviceTree("edited.dtb", edit(tree.root(), target, change), tree.reservations());
  }

  private static Node edit(Node at, Node target, UnaryOperator<Node> change) {
    if (at == target) {
      return change.apply(at);
    }
    List<Node> children = new ArrayList<>();
    at.children().forEach(child -> children.add(edit(child, target, change)));
    return new Node(at.name(), at.properties(), children);
  }
}
