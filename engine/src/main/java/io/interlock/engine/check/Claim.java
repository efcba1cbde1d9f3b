package io.interlock.engine.check;

/// What must hold, as the assertions of any test library say it: whatever is thrown here says that
/// it does not, and why.
@FunctionalInterface
public interface Claim {
  /// Throws where it does not hold.
  void verify();
}
