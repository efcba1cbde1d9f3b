package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.host.plan.RunSettings;
import io.interlock.hardware.cost.CostTable;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.ProcessingElement;
import io.interlock.hypervisor.guest.GuestCode;
import io.interlock.hypervisor.program.Routine;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that a state holds, as text: equal texts, equal states.
final class Snapshot {
  /// Large, shared by all, and immutable: the very same object or another.
  private static final Set<Class<?>> SHARED =
      Set.of(
          Routine.class,
          RunSettings.class,
          GuestCode.class,
          SysReg.class,
          ProcessingElement.class,
          CostTable.class,
          HostTopology.class,
          HostPlan.class);

  private final StringBuilder text = new StringBuilder();
  private final Deque<Object> path = new ArrayDeque<>();

  private Snapshot() {}

  static String of(Object state) {
    Snapshot snapshot = new Snapshot();
    snapshot.write(state);
    return snapshot.text.toString();
  }

  private void write(@Nullable Object value) {
    switch (value) {
      case null -> text.append("null");
      case String string -> text.append(string);
      case Number number -> text.append(number);
      case Boolean bool -> text.append(bool);
      case BitSet bits -> text.append(bits);
      case Enum<?> constant -> text.append(constant.name());
      case ActorRef<?> ref -> text.append(ref.path().name());
      case Object shared when SHARED.contains(shared.getClass()) ->
          text.append(shared.getClass().getSimpleName()).append(System.identityHashCode(shared));
      case Object open when path.stream().anyMatch(outer -> outer == open) -> text.append("outer");
      case Object inner -> {
        path.push(inner);
        writeParts(inner);
        path.pop();
      }
    }
  }

  private void writeParts(Object value) {
    text.append('{');
    switch (value) {
      case Collection<?> collection -> collection.forEach(this::part);
      case Map<?, ?> map ->
          map.forEach(
              (key, mapped) -> {
                part(key);
                part(mapped);
              });
      case Object array when array.getClass().isArray() -> {
        for (int i = 0; i < Array.getLength(array); i++) {
          part(Array.get(array, i));
        }
      }
      case Object object -> writeFields(object);
    }
    text.append("}\n");
  }

  private void part(@Nullable Object value) {
    write(value);
    text.append(' ');
  }

  private void writeFields(Object object) {
    if (!object.getClass().getName().startsWith("io.interlock.")) {
      throw new AssertionError("cannot look into " + object.getClass());
    }
    for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (!Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers)) {
          text.append(field.getName()).append('=');
          part(valueOf(field, object));
        }
      }
    }
  }

  private static @Nullable Object valueOf(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
