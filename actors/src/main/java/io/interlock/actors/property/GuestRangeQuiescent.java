package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The guest's range of counters is at rest after a put, in one of three respects.
final class GuestRangeQuiescent implements Property {
  /// What a put must not leave behind.
  enum Remainder {
    OVERFLOW("an overflow of the guest's range is left in the PE by a put"),
    INTERRUPT("the guest's range can still interrupt after a put"),
    COUNTING("the guest's range still counts after a put");

    private final String kind;

    Remainder(String kind) {
      this.kind = kind;
    }

    private long of(Fact.GuestRangeLeft left) {
      return switch (this) {
        case OVERFLOW -> left.overflows();
        case INTERRUPT -> left.interrupts();
        case COUNTING -> left.enabled();
      };
    }
  }

  private final Remainder remainder;

  GuestRangeQuiescent(Remainder remainder) {
    this.remainder = remainder;
  }

  @Override
  public String name() {
    return Properties.GUEST_RANGE_QUIESCENT.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.GuestRangeLeft.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return fact instanceof Fact.GuestRangeLeft left && remainder.of(left) != 0
        ? "%s (PE %d after %s: 0x%x)"
            .formatted(remainder.kind, left.pe(), left.vcpu(), remainder.of(left))
        : null;
  }

  @Override
  public Property copy() {
    return this;
  }
}
