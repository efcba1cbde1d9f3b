package io.interlock.hypervisor.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.source.BinaryOperator;
import io.interlock.hypervisor.program.source.Owner;
import io.interlock.hypervisor.program.source.UnaryOperator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BitsTest {
  private static final Storage CONTROL = new Storage(Owner.HARDWARE, SysReg.named("PMUSERENR_EL0"));
  private static final Term READ = new Term.Register(CONTROL);

  @Provide
  Arbitrary<Term> bitwise() {
    Arbitrary<BinaryOperator> operators =
        Arbitraries.of(BinaryOperator.AND, BinaryOperator.OR, BinaryOperator.XOR);
    return Arbitraries.lazyOf(
        () -> Arbitraries.just(READ),
        () -> bitwise().map(term -> Term.unary(UnaryOperator.NOT, term)),
        () ->
            bitwise()
                .flatMap(
                    term ->
                        operators.flatMap(
                            operator ->
                                Arbitraries.longs()
                                    .map(
                                        mask ->
                                            Term.binary(
                                                operator, term, new Term.Constant(mask))))));
  }

  @Property
  void bitwiseTermsOfOneRegisterAreTwoMasks(@ForAll("bitwise") Term term, @ForAll long value) {
    Bits bits = Bits.of(term);
    assertNotNull(bits);
    assertEquals(CONTROL, Bits.register(term));
    RegisterFile hardware = new RegisterFile();
    hardware.assign(CONTROL.register(), value);
    assertEquals(term.value(new PeRegisters(hardware, new RegisterFile())), bits.of(value));
  }

  @Test
  void othersAreNot() {
    Term one = new Term.Constant(1);
    for (Term other :
        List.of(
            one,
            new Term.Live("n"),
            Term.unary(UnaryOperator.MINUS, READ),
            Term.binary(BinaryOperator.PLUS, READ, one),
            Term.binary(BinaryOperator.SHIFT_LEFT, READ, one),
            Term.binary(BinaryOperator.OR, READ, READ))) {
      assertNull(Bits.of(other), other.toString());
    }
  }
}
