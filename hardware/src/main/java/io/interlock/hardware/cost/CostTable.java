package io.interlock.hardware.cost;

import io.interlock.hardware.text.Nearest;
import io.interlock.hardware.text.OneLine;
import io.interlock.hardware.topology.CoreClass;
import io.interlock.hardware.topology.CoreType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Picoseconds for each [Cost] on one kind of core. Immutable, and complete: every cost has a
/// value.
public final class CostTable {
  /// No event may take longer than a second.
  public static final long PICOS_MAX = 1_000_000_000_000L;

  private final long[] picosByCost;

  /// @throws IllegalArgumentException if one is missing, or not within 0 to [#PICOS_MAX]
  public CostTable(Map<Cost, Long> picosByCost) {
    this.picosByCost =
        Stream.of(Cost.values()).mapToLong(cost -> checked(cost, picosByCost.get(cost))).toArray();
  }

  private static long checked(Cost cost, @Nullable Long picos) {
    if (picos == null || picos < 0 || picos > PICOS_MAX) {
      throw new IllegalArgumentException(
          "cost %s is %s picoseconds; allowed: 0 to %d".formatted(cost.key(), picos, PICOS_MAX));
    }
    return picos;
  }

  /// The table as it stands in [Cost].
  public static CostTable defaults() {
    return tabulated(Cost::defaultPicos);
  }

  /// The defaults scaled to a type of core: LITTLE cores take two and a half times as long, and
  /// without VHE a world switch takes eight times as long (recalled as 8 to 20). Wires stay.
  public static CostTable forCore(CoreType coreType) {
    return tabulated(cost -> scaled(cost, coreType));
  }

  /// Picoseconds that the event takes.
  @SuppressWarnings("EnumOrdinal") // the index of a table made in this JVM, never written down
  public long picos(Cost cost) {
    return picosByCost[cost.ordinal()];
  }

  /// A table that differs in one value. Throws [IllegalArgumentException] with one line if the key
  /// is unknown or the value not within 0 to [#PICOS_MAX].
  public CostTable withOverride(String key, long picos) {
    Cost changed = costOf(key);
    return tabulated(cost -> cost == changed ? picos : picos(cost));
  }

  /// The keys of all costs, in the order of [Cost].
  public static List<String> keys() {
    return Stream.of(Cost.values()).map(Cost::key).toList();
  }

  private static Cost costOf(String key) {
    for (Cost cost : Cost.values()) {
      if (cost.key().equals(key)) {
        return cost;
      }
    }
    throw new IllegalArgumentException(
        "unknown cost \"%s\"%s; allowed: %s"
            .formatted(OneLine.of(key), Nearest.hint(key, keys()), String.join(", ", keys())));
  }

  private static CostTable tabulated(ToLongFunction<Cost> picosOf) {
    EnumMap<Cost, Long> picos = new EnumMap<>(Cost.class);
    for (Cost cost : Cost.values()) {
      picos.put(cost, picosOf.applyAsLong(cost));
    }
    return new CostTable(picos);
  }

  private static long scaled(Cost cost, CoreType coreType) {
    long picos = cost.defaultPicos();
    if (cost.scale() != Cost.Scale.WIRE && coreType.coreClass() == CoreClass.LITTLE) {
      picos = picos * 5 / 2;
    }
    if (cost.scale() == Cost.Scale.WORLD_SWITCH && !coreType.architecture().hasVhe()) {
      picos = picos * 8;
    }
    return picos;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CostTable table && Arrays.equals(picosByCost, table.picosByCost);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(picosByCost);
  }

  /// `guest-exit=150000 guest-entry=...`
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Cost cost : Cost.values()) {
      text.append(text.isEmpty() ? "" : " ").append(cost.key()).append('=').append(picos(cost));
    }
    return text.toString();
  }
}
