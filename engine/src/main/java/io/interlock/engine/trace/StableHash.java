package io.interlock.engine.trace;

import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.util.BitSet;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Hashes of messages and of states by content, equal in every JVM for equal content.
///
/// Identity never counts: an actor reference stands for its stable name. A message that is no
/// record and not one of the known kinds stands for its class name alone; a state is hashed by its
/// fields, see [#ofStates].
public final class StableHash {
  private static final long NULL = Mix.text("null");

  private final ToLongFunction<Object> referenceHash;
  private final boolean byFields;
  private final ClassValue<ToLongFunction<Object>> hashers =
      new ClassValue<>() {
        @Override
        protected ToLongFunction<Object> computeValue(Class<?> type) {
          return hasherOf(type);
        }
      };

  private StableHash(ToLongFunction<Object> referenceHash, boolean byFields) {
    this.referenceHash = referenceHash;
    this.byFields = byFields;
  }

  /// Hashes of messages: `referenceHash` answers for objects that are references to actors, and 0
  /// for all others.
  public static StableHash ofMessages(ToLongFunction<Object> referenceHash) {
    return new StableHash(referenceHash, false);
  }

  /// Hashes of states, which may be mutable objects of any class. All fields count that are neither
  /// static nor `transient`; of an array, what follows the last element that is not 0 or null is
  /// spare room and does not.
  ///
  /// [#of] throws an [UnhashableException] for what gives no stable hash, such as a lambda, a lock
  /// or a `java.util.Random`.
  public static StableHash ofStates(ToLongFunction<Object> referenceHash) {
    return new StableHash(referenceHash, true);
  }

  /// The hash of one value; `null` has a hash too.
  public long of(@Nullable Object value) {
    return value == null ? NULL : hashers.get(value.getClass()).applyAsLong(value);
  }

  /// What hashes values of exactly this class.
  public ToLongFunction<Object> hasher(Class<?> type) {
    return hashers.get(type);
  }

  @SuppressWarnings("EnumOrdinal") // the index of a table made in this JVM, never written down
  private ToLongFunction<Object> hasherOf(Class<?> type) {
    long name = nameOf(type);
    if (StableHashed.class.isAssignableFrom(type)) {
      return value -> Mix.fold(name, ((StableHashed) value).stableHash());
    }
    if (type.isRecord()) {
      return RecordHash.of(type, name, this);
    }
    if (value(type)) {
      return value -> Mix.fold(name, ofValue(value));
    }
    if (Enum.class.isAssignableFrom(type)) {
      long[] byOrdinal = hashesOfConstants(type, name);
      return value -> byOrdinal[((Enum<?>) value).ordinal()];
    }
    if (type.isArray()) {
      return value -> Mix.fold(name, ofArray(value));
    }
    if (Collection.class.isAssignableFrom(type)) {
      boolean ordered = !java.util.Set.class.isAssignableFrom(type);
      return value -> ofCollection((Collection<?>) value, ordered);
    }
    if (Map.class.isAssignableFrom(type)) {
      return value -> ofMap((Map<?, ?>) value);
    }
    if (type == Optional.class) {
      return value -> Mix.fold(name, of(((Optional<?>) value).orElse(null)));
    }
    if (scala.Product.class.isAssignableFrom(type)) {
      return value -> Mix.fold(name, ofProduct((scala.Product) value));
    }
    if (type == BitSet.class) {
      return value -> Mix.fold(name, ofArray(((BitSet) value).toLongArray()));
    }
    ToLongFunction<Object> other = byFields ? FieldHash.of(type, name, this) : _ -> name;
    return value -> {
      long reference = referenceHash.applyAsLong(value);
      return reference == 0 ? other.applyAsLong(value) : reference;
    };
  }

  /// By name and not by ordinal, so that a new constant leaves the others as they are.
  private static long[] hashesOfConstants(Class<?> type, long name) {
    // A constant with a body has a class of its own.
    Class<?> declaring = type.isEnum() ? type : type.getSuperclass();
    Object[] constants = declaring.getEnumConstants();
    long[] hashes = new long[constants.length];
    for (int i = 0; i < constants.length; i++) {
      hashes[i] = Mix.fold(name, Mix.text(((Enum<?>) constants[i]).name()));
    }
    return hashes;
  }

  /// Hidden classes (lambdas) and proxies have names that change from run to run.
  private static long nameOf(Class<?> type) {
    boolean renamed = type.isHidden() || Proxy.isProxyClass(type);
    return renamed ? Mix.text("hidden") : Mix.text(type.getName());
  }

  private static boolean value(Class<?> type) {
    return type == String.class
        || type == Boolean.class
        || type == Character.class
        || type == UUID.class
        || type.getName().startsWith("java.time.")
        || (Number.class.isAssignableFrom(type) && type.getName().startsWith("java."));
  }

  private static long ofValue(Object value) {
    return switch (value) {
      case String text -> Mix.fold(text.length(), text.hashCode()); // cached by the JVM
      case Double number -> Double.doubleToLongBits(number);
      case Float number -> Float.floatToIntBits(number);
      case java.math.BigInteger number -> number.hashCode();
      case java.math.BigDecimal number -> number.hashCode();
      case Number number -> number.longValue();
      case Character character -> character;
      case Boolean flag -> flag ? 1 : 0;
      default -> Mix.text(value.toString()); // a UUID or a time: its text is its content
    };
  }

  private long ofArray(Object array) {
    int length = byFields ? FieldHash.used(array) : Array.getLength(array);
    long hash = length;
    for (int i = 0; i < length; i++) {
      hash =
          switch (array) {
            case long[] longs -> Mix.fold(hash, longs[i]);
            case int[] ints -> Mix.fold(hash, ints[i]);
            case byte[] bytes -> Mix.fold(hash, bytes[i]);
            case boolean[] flags -> Mix.fold(hash, flags[i] ? 1 : 0);
            default -> Mix.fold(hash, of(Array.get(array, i)));
          };
    }
    return hash;
  }

  private long ofCollection(Collection<?> collection, boolean ordered) {
    long hash = collection.size();
    for (Object element : collection) {
      hash = ordered ? Mix.fold(hash, of(element)) : hash + Mix.mix(of(element));
    }
    return hash;
  }

  private long ofMap(Map<?, ?> map) {
    long hash = map.size();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      hash += Mix.fold(of(entry.getKey()), of(entry.getValue()));
    }
    return hash;
  }

  private long ofProduct(scala.Product product) {
    long hash = product.productArity();
    for (int i = 0; i < product.productArity(); i++) {
      hash = Mix.fold(hash, of(product.productElement(i)));
    }
    return hash;
  }
}
