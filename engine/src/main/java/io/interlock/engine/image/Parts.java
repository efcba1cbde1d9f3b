package io.interlock.engine.image;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What an object consists of, in an order that is the same in every JVM.
///
/// Where there is none, as in a set of objects that cannot be compared, its parts are left out.
final class Parts {
  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return fields(type);
        }
      };

  private Parts() {}

  /// Whether it is a value, whose identity means nothing, or a constant.
  static boolean isValue(Object object) {
    return object instanceof Number
        || object instanceof Boolean
        || object instanceof Character
        || object instanceof Enum<?>
        || object instanceof Class<?>;
  }

  static Stream<Object> of(Object object) {
    return switch (object) {
      case Object[] elements -> Arrays.stream(elements).filter(Objects::nonNull);
      case EnumMap<?, ?> map -> entries(map);
      case SequencedMap<?, ?> map -> entries(map);
      case Map<?, ?> map -> sorted(map.keySet()).flatMap(key -> pair(key, map.get(key)));
      case SequencedCollection<?> ordered -> ordered.stream().map(Object.class::cast);
      case Set<?> set -> sorted(set);
      case Optional<?> optional -> optional.stream().map(Object.class::cast);
      default -> FIELDS.get(object.getClass()).stream().flatMap(field -> value(field, object));
    };
  }

  private static Stream<Object> entries(Map<?, ?> map) {
    return map.entrySet().stream().flatMap(entry -> pair(entry.getKey(), entry.getValue()));
  }

  private static Stream<Object> pair(Object key, @Nullable Object value) {
    return value == null ? Stream.of(key) : Stream.of(key, value);
  }

  /// In their natural order, if they are all of one class that has one.
  @SuppressWarnings("unchecked") // of one class that compares itself
  private static Stream<Object> sorted(Set<?> set) {
    boolean comparable =
        set.stream().allMatch(Comparable.class::isInstance)
            && set.stream().map(Object::getClass).distinct().count() <= 1;
    return comparable
        ? ((Set<Object>) set)
            .stream().sorted((Comparator<Object>) (Comparator<?>) Comparator.naturalOrder())
        : Stream.empty();
  }

  private static Stream<Object> value(Field field, Object owner) {
    try {
      return Stream.ofNullable(field.get(owner));
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The references that an object of this class holds; those of the JDK's and of Akka's are
  /// theirs.
  private static List<Field> fields(Class<?> type) {
    List<Field> all = new ArrayList<>();
    for (Class<?> at = type; isOpen(at); at = at.getSuperclass()) {
      Field[] own = at.getDeclaredFields();
      AccessibleObject.setAccessible(own, true);
      Arrays.stream(own)
          .filter(field -> !Modifier.isStatic(field.getModifiers()))
          .filter(field -> !field.getType().isPrimitive())
          .sorted(Comparator.comparing(Field::getName))
          .forEach(all::add);
    }
    return all;
  }

  private static boolean isOpen(Class<?> type) {
    return !type.isHidden() && !type.isArray() && TrustedClasses.isOurs(type.getName());
  }
}
