package io.interlock.hardware.devicetree;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A node: its name with unit address (`cpu@100`; empty for the root), its properties in file order
/// by name, and its children in file order.
///
/// Immutable. Two nodes are equal only if they are the same place of the same tree.
public final class Node {
  private final String name;
  private final Map<String, Property> properties;
  private final List<Node> children;

  Node(String name, Map<String, Property> properties, List<Node> children) {
    this.name = name;
    this.properties = Collections.unmodifiableMap(properties);
    this.children = Collections.unmodifiableList(children);
  }

  /// A node built by hand. Of two properties with one name the later counts.
  public static Node of(String name, List<Property> properties, Node... children) {
    Map<String, Property> byName = new LinkedHashMap<>();
    properties.forEach(property -> byName.put(property.name(), property));
    return new Node(name, byName, List.of(children));
  }

  public String name() {
    return name;
  }

  public Map<String, Property> properties() {
    return properties;
  }

  public List<Node> children() {
    return children;
  }

  /// The name without unit address.
  public String baseName() {
    int at = name.indexOf('@');
    return at < 0 ? name : name.substring(0, at);
  }

  /// What follows the `@`, or an empty string.
  public String unitAddress() {
    int at = name.indexOf('@');
    return at < 0 ? "" : name.substring(at + 1);
  }

  public @Nullable Property property(String propertyName) {
    return properties.get(propertyName);
  }

  public boolean has(String propertyName) {
    return properties.containsKey(propertyName);
  }

  /// The first child of that full name, or null.
  public @Nullable Node child(String childName) {
    for (Node child : children) {
      if (child.name.equals(childName)) {
        return child;
      }
    }
    return null;
  }

  /// What the device claims to be, most specific first; empty if it does not say.
  public List<String> compatible() {
    Property compatible = property("compatible");
    return compatible == null ? List.of() : compatible.strings();
  }

  /// True unless `status` says something other than `okay` (or its old spelling `ok`).
  public boolean isEnabled() {
    Property status = property("status");
    if (status == null) {
      return true;
    }
    String word = status.string();
    return word.equals("okay") || word.equals("ok");
  }

  @Override
  public String toString() {
    return name.isEmpty() ? "/" : name;
  }
}
