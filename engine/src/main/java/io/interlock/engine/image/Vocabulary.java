package io.interlock.engine.image;

import io.interlock.engine.trace.Mix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects that whoever writes an image has, and whoever reads it too: plans, programs, tables.
///
/// They are found by a walk from some roots, in an order that is the same in every JVM, and an
/// image names them by number. So it stays small, and what was shared before is shared again.
/// Nothing in a vocabulary may change.
public final class Vocabulary {
  /// Where nothing is known.
  public static final Vocabulary EMPTY = new Vocabulary(null);

  private final @Nullable Vocabulary common;
  private final int first;
  private final List<Object> words = new ArrayList<>();
  private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();
  private long fingerprint;

  private Vocabulary(@Nullable Vocabulary common) {
    this.common = common;
    first = common == null ? 0 : common.size();
    fingerprint = common == null ? 0 : common.fingerprint;
  }

  /// All that is reachable from these.
  public static Vocabulary of(Object... roots) {
    return EMPTY.with(roots);
  }

  /// The same, and what is reachable from these beside it.
  public Vocabulary with(Object... roots) {
    Vocabulary more = new Vocabulary(this);
    ArrayDeque<Object> next = new ArrayDeque<>(List.of(roots));
    while (!next.isEmpty()) {
      Object word = next.remove();
      if (more.numberOf(word) < 0 && !Parts.isValue(word)) {
        more.add(word);
        Parts.of(word).forEach(next::add);
      }
    }
    return more;
  }

  private void add(Object word) {
    numbers.put(word, size());
    words.add(word);
    Class<?> type = word.getClass();
    fingerprint = Mix.fold(fingerprint, type.isHidden() ? 0 : Mix.text(type.getName()));
  }

  /// How many words there are.
  int size() {
    return first + words.size();
  }

  /// The number of a word; negative for any other object.
  int numberOf(Object object) {
    int known = common == null ? -1 : common.numberOf(object);
    return known >= 0 ? known : numbers.getOrDefault(object, -1);
  }

  /// The word with this number.
  Object word(int number) {
    return common != null && number < first ? common.word(number) : words.get(number - first);
  }

  /// A word that two vocabularies have in common which consist of the same.
  public long fingerprint() {
    return fingerprint;
  }
}
