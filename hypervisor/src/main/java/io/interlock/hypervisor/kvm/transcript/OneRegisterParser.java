package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hardware.register.Encoding;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.identity.FeatureTable;
import io.interlock.hypervisor.kvm.TimerRegister;
import io.interlock.hypervisor.uapi.Errno;
import java.util.ArrayList;
import java.util.List;

/// `KVM_GET_ONE_REG`, `KVM_SET_ONE_REG` and `KVM_GET_REG_LIST`, for the registers that PSCI sets,
/// those of timers and ID registers.
final class OneRegisterParser {
  private static final List<String> NAMES =
      List.of(
          "PC",
          "X0",
          "CNTVCT_EL0",
          "CNTPCT_EL0",
          "CNTV_CTL_EL0",
          "CNTV_CVAL_EL0",
          "CNTP_CTL_EL0",
          "CNTP_CVAL_EL0");
  private static final String ALLOWED = String.join(", ", NAMES) + ", " + NamedBits.ALLOWED;
  private static final int ID_REGISTERS = 3 * 8 * 8;

  private OneRegisterParser() {}

  static Call get(Words words) {
    int id = CallParser.vcpu(words);
    String name = words.word(ALLOWED);
    NamedBits bits = NamedBits.find(words, name);
    if (bits != null) {
      return ofVcpu(
          id,
          session ->
              Session.number(bits.of(session.vm().registers().identity(id, bits.register()))));
    }
    boolean programCounter = isCore(words, name) && name.equals("PC");
    TimerRegister timer = TimerRegister.named(name);
    return ofVcpu(
        id,
        session ->
            Session.number(
                timer == null
                    ? session.vm().registers().core(id, programCounter)
                    : session.vm().guest().read(id, timer)));
  }

  static Call set(Words words) {
    int id = CallParser.vcpu(words);
    String name = words.word(ALLOWED);
    NamedBits bits = NamedBits.find(words, name);
    if (bits != null) {
      return setIdentity(id, bits, words.number("value"));
    }
    boolean programCounter = isCore(words, name) && name.equals("PC");
    TimerRegister timer = TimerRegister.named(name);
    TimerValue value = TimerValue.take(words, timer);
    return ofVcpu(
        id,
        session -> {
          if (timer == null) {
            session.vm().registers().setCore(id, programCounter, value.of(session, id));
          } else {
            session.vm().guest().write(id, timer, value.of(session, id));
          }
          return "0";
        });
  }

  /// Of a field: what is in the register before stays but for that.
  private static Call setIdentity(int id, NamedBits bits, long value) {
    return ofVcpu(
        id,
        session -> {
          long before = session.vm().registers().identity(id, bits.register());
          return Session.result(
              session.vm().registers().setIdentity(id, bits.register(), bits.in(before, value)));
        });
  }

  /// How many registers there are; `n=N` is the call with room for so many, `contains NAME` asks
  /// for one of them.
  static Call list(Words words) {
    int id = CallParser.vcpu(words);
    if (words.atEnd()) {
      return ofVcpu(id, session -> Session.number(session.vm().registers().list(id).size()));
    }
    if (words.take("contains")) {
      String name = words.word("the name of a register");
      return ofVcpu(id, session -> session.vm().registers().list(id).contains(name) ? "yes" : "no");
    }
    long room = words.keyed("n");
    return ofVcpu(
        id,
        session -> {
          boolean fits = room >= session.vm().registers().list(id).size();
          return Session.result(fits ? 0 : Errno.E2BIG.result());
        });
  }

  /// The mask of a register, by its name or by its index among the 192 of the range; or the call
  /// with a range and with reserved words, of which there are none but 0.
  static Call writableMasks(Words words) {
    if (words.atEnd()) {
      return _ -> "0";
    }
    String word = words.word("a register, an index, range=N or reserved=N");
    if (word.startsWith("range=") || word.startsWith("reserved=")) {
      Long number = Words.numberOf(word.substring(word.indexOf('=') + 1));
      if (number == null) {
        throw words.refuse(word, "a number behind the equals sign");
      }
      return _ -> Session.result(number == 0 ? 0 : Errno.EINVAL.result());
    }
    Long index = Words.numberOf(word);
    if (index != null && (index < 0 || index >= ID_REGISTERS)) {
      throw words.refuse("no register has index " + word, "0 to " + (ID_REGISTERS - 1));
    }
    NamedBits bits = index == null ? NamedBits.find(words, word) : null;
    if (index == null && bits == null) {
      throw words.refuse("no register is named " + word, NamedBits.ALLOWED);
    }
    long mask =
        bits == null
            ? maskAt(index == null ? 0 : index)
            : bits.of(FeatureTable.writable(bits.register()));
    return _ -> Session.number(mask);
  }

  private static long maskAt(long index) {
    return FeatureTable.registers().stream()
        .filter(register -> index(register.encoding()) == index)
        .mapToLong(FeatureTable::writable)
        .sum();
  }

  /// `KVM_ARM_FEATURE_ID_RANGE_IDX`: op1 is 0, 1 or 3, and op0 and CRn are the same for all.
  private static int index(Encoding encoding) {
    int op1 = encoding.op1() == 3 ? 2 : encoding.op1();
    return op1 << 6 | encoding.crm() << 3 | encoding.op2();
  }

  /// Whether it is no timer's; one of those that there are it must be.
  private static boolean isCore(Words words, String name) {
    if (!NAMES.contains(name)) {
      List<String> known = new ArrayList<>(NAMES);
      FeatureTable.registers().stream().map(SysReg::name).forEach(known::add);
      throw words.unknown(name, known, ALLOWED);
    }
    return TimerRegister.named(name) == null;
  }

  private static Call ofVcpu(int id, Call call) {
    return CallParser.ofVcpu(
        id,
        session -> {
          int refused = session.vm().registers().access(id);
          return refused == 0 ? call.make(session) : Session.result(refused);
        });
  }
}
