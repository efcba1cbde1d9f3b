package io.interlock.engine.image;

import java.util.EnumMap;
import java.util.List;

/// Finds the classes that an image may name. An image comes from another node, or from a file: it
/// must not be able to make objects of any class there is.
final class TrustedClasses extends ClassLoader {
  private static final String OURS = "io.interlock.";
  private static final List<String> COMMON = List.of("java.lang.", "java.util.");

  private final List<String> others;

  /// @param others further classes, by name
  TrustedClasses(List<String> others) {
    super("images", TrustedClasses.class.getClassLoader());
    this.others = others;
  }

  /// Whether a class of this name is Interlock's.
  static boolean isOurs(String name) {
    return name.startsWith(OURS);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (isTrusted(name)) {
      return super.loadClass(name, resolve);
    }
    throw new ClassNotFoundException(name + " in an image; allowed: classes of Interlock");
  }

  /// Refuses a class that could not be found again.
  void require(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    if (element == EnumMap.class) {
      throw new ImageException("an EnumMap, whose kind of keys nobody may read; allowed: TreeMap");
    }
    if (!element.isPrimitive() && !isTrusted(element.getName())) {
      throw new ImageException("a " + type.getName() + "; allowed: classes of Interlock");
    }
  }

  private boolean isTrusted(String name) {
    return isOurs(name) || others.contains(name) || isPlain(name);
  }

  /// Classes of these packages, not those below them.
  private static boolean isPlain(String name) {
    return COMMON.stream()
        .anyMatch(at -> name.startsWith(at) && name.indexOf('.', at.length()) < 0);
  }
}
