package io.interlock.engine.trace;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.function.ToLongFunction;

/// Hashes of records: for each type one function, put together from its accessors, that the JIT
/// compiles like one written by hand.
final class RecordHash {
  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final MethodHandle FOLD =
      own(Mix.class, "fold", long.class, long.class, long.class);
  private static final MethodHandle OF_WHOLE = MethodHandles.identity(long.class);
  private static final MethodHandle OF_DOUBLE =
      own(Double.class, "doubleToLongBits", long.class, double.class);

  private RecordHash() {}

  @SuppressWarnings("unchecked") // made for objects, of which only those of `type` come
  static ToLongFunction<Object> of(Class<?> type, long name, StableHash hashes) {
    MethodHandle hash =
        MethodHandles.dropArguments(MethodHandles.constant(long.class, name), 0, type);
    for (RecordComponent component : type.getRecordComponents()) {
      MethodHandle both = MethodHandles.filterArguments(FOLD, 0, hash, part(component, hashes));
      hash = MethodHandles.permuteArguments(both, methodType(long.class, type), 0, 0);
    }
    return MethodHandleProxies.asInterfaceInstance(
        ToLongFunction.class, hash.asType(methodType(long.class, Object.class)));
  }

  /// The hash of one component, as a function of the record.
  private static MethodHandle part(RecordComponent component, StableHash hashes) {
    Class<?> record = component.getDeclaringRecord();
    try {
      MethodHandle value =
          MethodHandles.privateLookupIn(record, HERE).unreflect(component.getAccessor());
      return MethodHandles.filterReturnValue(value, ofValue(component.getType(), hashes));
    } catch (IllegalAccessException hidden) {
      throw new IllegalStateException(
          "cannot read component " + component.getName() + " of " + record.getName(), hidden);
    }
  }

  private static MethodHandle ofValue(Class<?> type, StableHash hashes) {
    if (type == double.class || type == float.class) {
      return OF_DOUBLE.asType(methodType(long.class, type));
    }
    if (type.isPrimitive()) { // false is 0 and true is 1
      return MethodHandles.explicitCastArguments(OF_WHOLE, methodType(long.class, type));
    }
    return of(hashes).asType(methodType(long.class, type));
  }

  private static MethodHandle of(StableHash hashes) {
    try {
      return HERE.bind(hashes, "of", methodType(long.class, Object.class));
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private static MethodHandle own(Class<?> owner, String name, Class<?> result, Class<?>... types) {
    try {
      return HERE.findStatic(owner, name, methodType(result, types));
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
