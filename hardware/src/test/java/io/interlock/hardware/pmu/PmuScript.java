package io.interlock.hardware.pmu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;

/// Carries out what a table says of a PMU. A step is one of
///
/// - `REG = VALUE`: the register holds that, however it came by it
/// - `EL1: REG = VALUE`: code there writes it
/// - `EL1 runs CYCLES`, `EL1 event EVENT TIMES`
/// - `REG == VALUE`, `EL1: REG == VALUE`, `line is high`
///
/// Values are numbers, or fields such as `E|LP` of the register that is set.
final class PmuScript {
  private final RegisterFile file = new RegisterFile();
  private final Pmu pmu;

  PmuScript(PmuModel model) {
    pmu = new Pmu(file, model);
  }

  /// Steps are separated by semicolons.
  void perform(String steps) {
    for (String step : steps.split(";", -1)) {
      if (!step.isBlank()) {
        performStep(step.strip());
      }
    }
  }

  private void performStep(String step) {
    String[] words = step.split("[ :]+", -1);
    boolean byCode = step.startsWith("EL");
    if (words[1].equals("runs")) {
      long _ = pmu.run(EventMix.ONE_INSTRUCTION_A_CYCLE, 0, number(words[2]), level(words[0]));
    } else if (words[1].equals("event")) {
      long _ = pmu.count((int) number(words[2]), number(words[3]), level(words[0]));
    } else if (words[0].equals("line")) {
      assertEquals(words[2], pmu.interruptLine() ? "high" : "low", step);
    } else {
      access(step, words, byCode ? 1 : 0);
    }
  }

  private void access(String step, String[] words, int at) {
    SysReg register = SysReg.named(words[at]);
    long value = value(register, words[at + 2]);
    if (words[at + 1].equals("=")) {
      if (at == 0) {
        file.assign(register, value);
      } else {
        pmu.write(register, value, level(words[0]));
      }
      return;
    }
    long found = at == 0 ? file.read(register) : pmu.read(register, level(words[0]));
    assertEquals(Long.toHexString(value), Long.toHexString(found), step);
  }

  private static ExceptionLevel level(String word) {
    return ExceptionLevel.valueOf(word);
  }

  private static long value(SysReg register, String text) {
    long value = 0;
    for (String part : text.split("\\|", -1)) {
      boolean named = Character.isLetter(part.charAt(0));
      value |= named ? register.field(part).mask() : number(part);
    }
    return value;
  }

  private static long number(String text) {
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Long.parseLong(text);
  }
}
