package io.interlock.hypervisor.program.source;

/// Operators between two operands, weakest first; arithmetic is modulo 2^64.
public enum BinaryOperator {
  OR("|", 1),
  XOR("^", 2),
  AND("&", 3),
  SHIFT_LEFT("<<", 4),
  SHIFT_RIGHT(">>", 4),
  PLUS("+", 5),
  MINUS("-", 5);

  private final String symbol;
  private final int strength;

  BinaryOperator(String symbol, int strength) {
    this.symbol = symbol;
    this.strength = strength;
  }

  /// How tightly it binds; of equals the left one goes first.
  public int strength() {
    return strength;
  }

  /// Shifts by 64 and more give zero.
  public long apply(long left, long right) {
    return switch (this) {
      case OR -> left | right;
      case XOR -> left ^ right;
      case AND -> left & right;
      case SHIFT_LEFT -> right >>> 6 == 0 ? left << right : 0;
      case SHIFT_RIGHT -> right >>> 6 == 0 ? left >>> right : 0;
      case PLUS -> left + right;
      case MINUS -> left - right;
    };
  }

  @Override
  public String toString() {
    return symbol;
  }
}
