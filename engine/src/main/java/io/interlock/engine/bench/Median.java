package io.interlock.engine.bench;

import java.util.Collection;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// The median of what several rounds of a benchmark measured; of an even number of rounds, the
/// greater one in the middle.
public final class Median {
  private Median() {}

  /// Of these values, at least one.
  public static double of(double... values) {
    return of(DoubleStream.of(values), values.length);
  }

  /// Of what each of these rounds says, at least one.
  public static <R> double of(Collection<R> rounds, ToDoubleFunction<R> what) {
    return of(rounds.stream().mapToDouble(what), rounds.size());
  }

  private static double of(DoubleStream values, int count) {
    return values.sorted().skip(count / 2).findFirst().orElseThrow();
  }
}
