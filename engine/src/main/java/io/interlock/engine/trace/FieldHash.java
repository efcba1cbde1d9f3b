package io.interlock.engine.trace;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/// Hashes of objects by their fields, those of superclasses among them.
final class FieldHash {
  /// What lies in these belongs to others, who may change it, and may not be looked into.
  private static final List<String> FOREIGN =
      List.of("java.", "javax.", "jdk.", "sun.", "scala.", "akka.");

  private FieldHash() {}

  static ToLongFunction<Object> of(Class<?> type, long name, StableHash hashes) {
    if (type.isHidden() || FOREIGN.stream().anyMatch(type.getName()::startsWith)) {
      return _ -> {
        throw new UnhashableException(
            "a %s, which has no stable hash"
                .formatted(type.isHidden() ? "lambda" : type.getName()));
      };
    }
    Field[] fields = fields(type);
    return value -> {
      long hash = name;
      for (Field field : fields) {
        hash = Mix.fold(hash, ofField(field, value, hashes));
      }
      return hash;
    };
  }

  /// The length of an array without the zeros or nulls at its end.
  static int used(Object array) {
    int length = Array.getLength(array);
    while (length > 0 && isNothing(array, length - 1)) {
      length--;
    }
    return length;
  }

  private static boolean isNothing(Object array, int index) {
    return switch (array) {
      case long[] longs -> longs[index] == 0;
      case int[] ints -> ints[index] == 0;
      case Object[] objects -> objects[index] == null;
      case byte[] bytes -> bytes[index] == 0;
      case boolean[] flags -> !flags[index];
      default -> Array.getDouble(array, index) == 0;
    };
  }

  private static Field[] fields(Class<?> type) {
    List<Field> all = new ArrayList<>();
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      List<Field> own = new ArrayList<>(List.of(at.getDeclaredFields()));
      own.removeIf(
          field ->
              field.isSynthetic()
                  || Modifier.isStatic(field.getModifiers())
                  || Modifier.isTransient(field.getModifiers()));
      // The order in which a JVM lists them is its own affair.
      own.sort(Comparator.comparing(Field::getName));
      all.addAll(own);
    }
    Field[] fields = all.toArray(Field[]::new);
    AccessibleObject.setAccessible(fields, true);
    return fields;
  }

  private static long ofField(Field field, Object owner, StableHash hashes) {
    Class<?> kind = field.getType();
    try {
      if (kind == long.class || kind == int.class || kind == short.class || kind == byte.class) {
        return field.getLong(owner);
      }
      if (kind == boolean.class) {
        return field.getBoolean(owner) ? 1 : 0;
      }
      return hashes.of(field.get(owner));
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
