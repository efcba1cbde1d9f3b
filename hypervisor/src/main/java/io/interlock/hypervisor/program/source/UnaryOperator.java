package io.interlock.hypervisor.program.source;

/// Operators before an operand.
public enum UnaryOperator {
  NOT("~"),
  MINUS("-");

  private final String symbol;

  UnaryOperator(String symbol) {
    this.symbol = symbol;
  }

  public long apply(long operand) {
    return this == NOT ? ~operand : -operand;
  }

  @Override
  public String toString() {
    return symbol;
  }
}
