package io.interlock.hypervisor.program.source;

import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.SysReg;
import java.util.List;

/// Parses registers and whose copy of them is meant.
final class PlaceParser {
  private final TokenCursor cursor;
  private final ExpressionParser expressions;

  PlaceParser(TokenCursor cursor, ExpressionParser expressions) {
    this.cursor = cursor;
    this.expressions = expressions;
  }

  /// Whether `vcpu.` or `host.` comes next.
  boolean atSavedCopy() {
    return (cursor.peek().is("vcpu") || cursor.peek().is("host")) && cursor.peekSecond().is(".");
  }

  /// `REG`, `vcpu.REG` or `host.REG`.
  Place place(boolean forWriting) {
    Owner owner = Owner.HARDWARE;
    if (atSavedCopy()) {
      owner = cursor.take().text().equals("vcpu") ? Owner.VCPU : Owner.HOST;
      cursor.expect(".");
    }
    Token at = cursor.peek();
    RegisterName register = register();
    check(at, owner, sample(register), forWriting);
    return new Place(owner, register);
  }

  /// The register whose name comes next.
  SysReg fixedRegister() {
    Token token = cursor.peek();
    if (token.kind() != Token.Kind.NAME) {
      throw cursor.unexpected("a register");
    }
    SysReg register = SysReg.find(token.text());
    if (register == null) {
      List<String> names = SysReg.all().stream().map(SysReg::name).toList();
      throw cursor.unknown(token, "a register", names);
    }
    cursor.take();
    return register;
  }

  private RegisterName register() {
    if (!cursor.peekSecond().is("[")) {
      return new RegisterName.Fixed(fixedRegister());
    }
    Token prefix = cursor.take();
    cursor.expect("[");
    Expression index = expressions.index();
    cursor.expect("]");
    Token suffix = cursor.peek();
    if (suffix.kind() != Token.Kind.NAME) {
      throw cursor.unexpected("the rest of the register's name, such as _EL0");
    }
    RegisterFamily family = RegisterFamily.find(prefix.text(), suffix.text());
    if (family == null) {
      Token whole = new Token(Token.Kind.NAME, prefix.text() + "[n]" + suffix.text(), prefix.at());
      List<String> names = RegisterFamily.all().stream().map(f -> f.indexedBy("n")).toList();
      throw cursor.unknown(whole, "an indexed register", names);
    }
    cursor.take();
    return new RegisterName.Indexed(family, index);
  }

  private static SysReg sample(RegisterName name) {
    return switch (name) {
      case RegisterName.Fixed(SysReg register) -> register;
      case RegisterName.Indexed(RegisterFamily family, _) -> family.member(0);
    };
  }

  private void check(Token at, Owner owner, SysReg register, boolean forWriting) {
    if (owner != Owner.HARDWARE) {
      SysReg stored = SysReg.inSlot(register.slot());
      if (stored != register) {
        throw cursor.unexpected(at, stored + ", the name under which its value is saved");
      }
    } else if (forWriting && !register.writable()) {
      throw cursor.unexpected(at, "a register that can be written; it is read-only");
    } else if (!forWriting && !register.readable()) {
      throw cursor.unexpected(at, "a register that can be read; it is write-only");
    }
  }
}
