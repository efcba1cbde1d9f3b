package io.interlock.hypervisor.program;

import org.jspecify.annotations.Nullable;

/// What a term makes of each bit of the one register that it reads: keeps it, flips it, or sets or
/// clears it whatever it was. The value is `register & keep ^ flip`.
///
/// @param keep the bits that depend on the register
/// @param flip the bits that are changed after that
public record Bits(long keep, long flip) {
  static final Bits SAME = new Bits(-1, 0);

  long of(long register) {
    return (register & keep) ^ flip;
  }

  /// What the term makes of the register that it reads; null if it reads none or several, or
  /// computes with its bits as a number.
  static @Nullable Bits of(Term term) {
    return switch (term) {
      case Term.Register _ -> SAME;
      case Term.Unary(var operator, Term operand) -> {
        Bits bits = of(operand);
        yield bits == null
            ? null
            : switch (operator) {
              case NOT -> new Bits(bits.keep, ~bits.flip);
              case MINUS -> null;
            };
      }
      case Term.Binary(var operator, Term left, Term.Constant(long mask)) -> {
        Bits bits = of(left);
        yield bits == null
            ? null
            : switch (operator) {
              case AND -> new Bits(bits.keep & mask, bits.flip & mask);
              case OR -> new Bits(bits.keep & ~mask, bits.flip | mask);
              case XOR -> new Bits(bits.keep, bits.flip ^ mask);
              case SHIFT_LEFT, SHIFT_RIGHT, PLUS, MINUS -> null;
            };
      }
      default -> null;
    };
  }

  /// The register that such a term reads.
  static Storage register(Term term) {
    return switch (term) {
      case Term.Register(Storage storage) -> storage;
      case Term.Unary(_, Term operand) -> register(operand);
      case Term.Binary(_, Term left, _) -> register(left);
      default -> throw new IllegalArgumentException(term + " reads no register");
    };
  }
}
