package io.interlock.engine;

/// What every [Sim] asks of its arguments, in every mode.
final class SimChecks {
  private SimChecks() {}

  static void requireCost(long picos) {
    if (picos < 0) {
      throw new IllegalArgumentException("cannot spend " + picos + " ps; allowed: 0 or more");
    }
  }

  static void requireDelay(Enum<?> key, long delayPicos) {
    if (delayPicos < 0) {
      throw new IllegalArgumentException(
          "alarm " + key + " in " + delayPicos + " ps; allowed: 0 or more");
    }
  }

  static void requireAlternatives(int alternatives) {
    if (alternatives < 1) {
      throw new IllegalArgumentException("a choice among " + alternatives + "; allowed: 1 or more");
    }
  }
}
