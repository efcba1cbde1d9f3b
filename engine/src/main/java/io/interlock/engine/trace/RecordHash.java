package io.interlock.engine.trace;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Hashes of records, by way of accessors that the JIT compiles like hand-written calls.
final class RecordHash {
  private RecordHash() {}

  static ToLongFunction<Object> of(Class<?> type, long name, StableHash hashes) {
    RecordComponent[] components = type.getRecordComponents();
    @SuppressWarnings({"unchecked", "rawtypes"})
    ToLongFunction<Object>[] parts = new ToLongFunction[components.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = component(type, components[i], hashes);
    }
    return switch (parts.length) {
      case 0 -> _ -> name;
      case 1 -> {
        ToLongFunction<Object> only = parts[0];
        yield value -> Mix.fold(name, only.applyAsLong(value));
      }
      default ->
          value -> {
            long hash = name;
            for (ToLongFunction<Object> part : parts) {
              hash = Mix.fold(hash, part.applyAsLong(value));
            }
            return hash;
          };
    };
  }

  @SuppressWarnings("unchecked")
  private static ToLongFunction<Object> component(
      Class<?> type, RecordComponent component, StableHash hashes) {
    Class<?> kind = component.getType();
    if (kind == boolean.class) {
      Predicate<Object> get = (Predicate<Object>) accessor(type, component, Predicate.class);
      return value -> get.test(value) ? 1 : 0;
    }
    if (kind == double.class || kind == float.class) {
      ToDoubleFunction<Object> get =
          (ToDoubleFunction<Object>) accessor(type, component, ToDoubleFunction.class);
      return value -> Double.doubleToLongBits(get.applyAsDouble(value));
    }
    if (kind == char.class) {
      Function<Object, Character> get =
          (Function<Object, Character>) accessor(type, component, Function.class);
      return value -> get.apply(value).charValue();
    }
    if (kind.isPrimitive()) {
      return (ToLongFunction<Object>) accessor(type, component, ToLongFunction.class);
    }
    Function<Object, @Nullable Object> get =
        (Function<Object, @Nullable Object>) accessor(type, component, Function.class);
    return value -> hashes.of(get.apply(value));
  }

  private static Object accessor(Class<?> type, RecordComponent component, Class<?> shape) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      MethodHandle accessor = lookup.unreflect(component.getAccessor());
      MethodType erased;
      String method;
      if (shape == Predicate.class) {
        erased = MethodType.methodType(boolean.class, Object.class);
        method = "test";
      } else if (shape == ToDoubleFunction.class) {
        erased = MethodType.methodType(double.class, Object.class);
        method = "applyAsDouble";
      } else if (shape == ToLongFunction.class) {
        erased = MethodType.methodType(long.class, Object.class);
        method = "applyAsLong";
      } else {
        erased = MethodType.methodType(Object.class, Object.class);
        method = "apply";
      }
      MethodType exact =
          MethodType.methodType(
              erased.returnType() == Object.class
                  ? MethodType.methodType(component.getType()).wrap().returnType()
                  : erased.returnType(),
              type);
      return LambdaMetafactory.metafactory(
              lookup, method, MethodType.methodType(shape), erased, accessor, exact)
          .getTarget()
          .invoke();
    } catch (Throwable failure) {
      throw new IllegalStateException(
          "cannot read component " + component.getName() + " of " + type.getName(), failure);
    }
  }
}
