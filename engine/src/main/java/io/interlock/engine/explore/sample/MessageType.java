package io.interlock.engine.explore.sample;

import io.interlock.engine.trace.Mix;

/// The kind of a message as a hash that is equal in every JVM: its class, or its enum constant.
final class MessageType {
  private static final ClassValue<Long> HASHES =
      new ClassValue<>() {
        @Override
        protected Long computeValue(Class<?> type) {
          return Mix.text(stableName(type));
        }
      };

  private MessageType() {}

  /// The kind itself, for comparison within this JVM: one object for all messages of a kind.
  static Object of(Object message) {
    return message instanceof Enum<?> ? message : message.getClass();
  }

  static long hash(Object message) {
    long hash = HASHES.get(message.getClass());
    return message instanceof Enum<?> constant ? Mix.fold(hash, Mix.text(constant.name())) : hash;
  }

  /// A hidden class, such as that of a lambda, has an address behind its name.
  private static String stableName(Class<?> type) {
    String name = type.getName();
    return type.isHidden() ? name.substring(0, name.indexOf('/')) : name;
  }
}
