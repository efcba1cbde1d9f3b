package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.SpeTotals;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Each sample comes to one end: a record, or a reason why there is none.
final class SpeAccounting implements Property {
  private SpeTotals all = SpeTotals.NONE;
  private SpeTotals ofHost = SpeTotals.NONE;

  @Override
  public String name() {
    return Properties.SPE_ACCOUNTING.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(OfProfiling.Counted.class, OfProfiling.HostCounted.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case OfProfiling.Counted(_, _, SpeTotals more) -> {
        all = all.plus(more);
        yield tooMany(all);
      }
      case OfProfiling.HostCounted(_, SpeTotals more) -> {
        ofHost = ofHost.plus(more);
        yield tooMany(ofHost);
      }
      default -> null;
    };
  }

  private static @Nullable String tooMany(SpeTotals totals) {
    return totals.onTheirWay() < 0 || totals.population() < totals.samples()
        ? "more becomes of samples than there are (%s)".formatted(totals)
        : null;
  }

  @Override
  public @Nullable String atEnd() {
    return all.onTheirWay() == 0
        ? null
        : "samples have come to no end (%d of %d)".formatted(all.onTheirWay(), all.samples());
  }

  @Override
  public Property copy() {
    SpeAccounting copy = new SpeAccounting();
    copy.all = all;
    copy.ofHost = ofHost;
    return copy;
  }
}
