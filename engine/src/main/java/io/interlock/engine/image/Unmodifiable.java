package io.interlock.engine.image;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Writes an unmodifiable view of `java.util.Collections`, whose fields nobody may read, as what it
/// shows, in its order.
///
/// @param <V> the interface of the view
/// @param <C> what it is a view of
final class Unmodifiable<V, C extends V> extends Serializer<V> {
  private final Function<V, C> copy;
  private final Function<C, V> view;
  private final Class<C> content;

  @SuppressWarnings("unchecked") // an object's class
  private Unmodifiable(C empty, Function<V, C> copy, Function<C, V> view) {
    this.copy = copy;
    this.view = view;
    content = (Class<C>) empty.getClass();
  }

  @SuppressWarnings("JdkObsolete") // a view of a list without quick access is of another class
  static void addTo(Kryo kryo) {
    add(
        kryo,
        new ArrayList<Object>(),
        (List<Object> shown) -> new ArrayList<>(shown),
        Collections::unmodifiableList);
    add(
        kryo,
        new LinkedList<Object>(),
        (List<Object> shown) -> new LinkedList<>(shown),
        Collections::unmodifiableList);
    add(
        kryo,
        new ArrayList<Object>(),
        (Collection<Object> shown) -> new ArrayList<>(shown),
        Collections::unmodifiableCollection);
    add(
        kryo,
        new LinkedHashSet<Object>(),
        (Set<Object> shown) -> new LinkedHashSet<>(shown),
        Collections::unmodifiableSet);
    add(
        kryo,
        new TreeSet<Object>(),
        (SortedSet<Object> shown) -> new TreeSet<>(shown),
        Collections::unmodifiableSortedSet);
    add(
        kryo,
        new LinkedHashMap<Object, Object>(),
        (Map<Object, Object> shown) -> new LinkedHashMap<>(shown),
        Collections::unmodifiableMap);
    add(
        kryo,
        new TreeMap<Object, Object>(),
        (SortedMap<Object, Object> shown) -> new TreeMap<>(shown),
        Collections::unmodifiableSortedMap);
  }

  private static <V, C extends V> void add(
      Kryo kryo, C empty, Function<V, C> copy, Function<C, V> view) {
    kryo.register(view.apply(empty).getClass(), new Unmodifiable<>(empty, copy, view));
  }

  @Override
  public void write(Kryo kryo, Output output, V shown) {
    kryo.writeObject(output, copy.apply(shown));
  }

  @Override
  public V read(Kryo kryo, Input input, Class<? extends V> type) {
    return view.apply(kryo.readObject(input, content));
  }
}
