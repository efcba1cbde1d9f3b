package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.SpeTotals;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Each sample comes to one end: a record, or a reason why there is none.
final class SpeAccounting implements Property {
  private SpeTotals all = SpeTotals.NONE;

  @Override
  public String name() {
    return Properties.SPE_ACCOUNTING.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(OfProfiling.Counted.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    if (!(fact instanceof OfProfiling.Counted(_, _, SpeTotals more))) {
      return null;
    }
    all = all.plus(more);
    return all.onTheirWay() < 0 || all.population() < all.samples()
        ? "more becomes of samples than there are (%s)".formatted(all)
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
    return copy;
  }
}
