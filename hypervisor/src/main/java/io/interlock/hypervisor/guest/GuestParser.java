package io.interlock.hypervisor.guest;

import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.Forever;
import io.interlock.hypervisor.guest.GuestOperation.Hypercall;
import io.interlock.hypervisor.guest.GuestOperation.MaskInterrupts;
import io.interlock.hypervisor.guest.GuestOperation.MmioRead;
import io.interlock.hypervisor.guest.GuestOperation.PowerOff;
import io.interlock.hypervisor.guest.GuestOperation.ReadGic;
import io.interlock.hypervisor.guest.GuestOperation.ReadRegister;
import io.interlock.hypervisor.guest.GuestOperation.Repeat;
import io.interlock.hypervisor.guest.GuestOperation.ReportX0;
import io.interlock.hypervisor.guest.GuestOperation.SendSgi;
import io.interlock.hypervisor.guest.GuestOperation.ServeDevice;
import io.interlock.hypervisor.guest.GuestOperation.TimedWait;
import io.interlock.hypervisor.guest.GuestOperation.WaitForEvent;
import io.interlock.hypervisor.guest.GuestOperation.WaitForInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.WaitForSgi;
import io.interlock.hypervisor.guest.GuestOperation.WriteGic;
import io.interlock.hypervisor.guest.GuestOperation.WriteRegister;
import io.interlock.hypervisor.vgic.FrameRegister;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Reads operations from a list of strings, one each; docs/guest-programs.md shows all forms.
public final class GuestParser {
  private static final String END = "}";
  private static final int NO_LOOP = -1;
  private static final Set<String> LITERALS = Set.of("to", "as", "{");

  /// PSTATE.I.
  private static final long INTERRUPTS_MASKED = 1 << 7;

  private static final int QUOTE_MAX = 60;

  private final List<String> elements;
  private int next;
  private int nesting;

  private GuestParser(List<String> elements) {
    this.elements = elements;
  }

  /// The operations that `elements` stand for.
  ///
  /// @throws IllegalArgumentException with one line that begins with the index of the element, from
  ///     0, says what was found there and what is allowed
  public static List<GuestOperation> parse(List<String> elements) {
    return new GuestParser(elements).block(NO_LOOP);
  }

  /// All up to the end of the loop that element `head` began, or to the end of the list.
  private List<GuestOperation> block(int head) {
    List<GuestOperation> operations = new ArrayList<>();
    while (next < elements.size()) {
      int here = next++;
      String[] words = elements.get(here).strip().split("\\s+");
      if (words[0].equals(END)) {
        checkEnd(head, here, words);
        return operations;
      }
      if (!operations.isEmpty() && operations.getLast() instanceof Forever) {
        throw error(here, "nothing is reached after a loop that never ends");
      }
      operations.add(operation(here, words));
    }
    if (head != NO_LOOP) {
      throw error(head, "the loop has no end, expected \"}\" after element " + (next - 1));
    }
    return operations;
  }

  private void checkEnd(int head, int here, String[] words) {
    at(here, () -> argumentsOf(words));
    if (head == NO_LOOP) {
      throw error(here, "there is no loop to end");
    }
  }

  private GuestOperation operation(int here, String[] words) {
    return switch (words[0]) {
      case "repeat" -> {
        long times = at(here, () -> Numbers.parse("times", argumentsOf(words, "N", "{")[0]));
        yield loop(here, body -> new Repeat(times, body));
      }
      case "forever" -> {
        at(here, () -> argumentsOf(words, "{"));
        yield loop(here, Forever::new);
      }
      default -> at(here, () -> elementary(words));
    };
  }

  private GuestOperation loop(int here, LoopOf loop) {
    if (nesting == GuestCode.NESTING_MAX) {
      throw error(here, "loops are nested too deep, allowed are " + nesting + " levels");
    }
    nesting++;
    List<GuestOperation> body = block(here);
    nesting--;
    return at(here, () -> loop.of(body));
  }

  private static GuestOperation elementary(String[] words) {
    return switch (words[0]) {
      case "compute" -> compute(words);
      case "wfi" -> plain(words, new WaitForInterrupt());
      case "wfe" -> plain(words, new WaitForEvent());
      case "wfit", "wfet" ->
          new TimedWait(Period.parse(argumentsOf(words, "TIMEOUT")[0]), words[0].equals("wfet"));
      case "psci" -> PsciForm.parse(words);
      case "x0" -> {
        argumentsOf(words, "as", "LABEL");
        yield new ReportX0(words[2]);
      }
      case "wait-sgi" -> new WaitForSgi(Numbers.parse("count", argumentsOf(words, "N")[0]));
      case "sgi" -> sgi(argumentsOf(words, "INTID", "to", "VCPU[,VCPU...]|all|next"));
      case "timer" -> TimerForm.parse(words);
      case "hvc" -> plain(words, new Hypercall());
      case "mmio" -> mmio(words);
      case "read" -> read(words);
      case "write" -> write(words);
      case "off" -> plain(words, new PowerOff());
      default ->
          throw new IllegalArgumentException(
              "no operation, allowed are compute, wfi, wfit, wfe, wfet, wait-sgi, sgi, timer, hvc,"
                  + " psci, x0, mmio, read, write, repeat, forever, off and }");
    };
  }

  private static GuestOperation plain(String[] words, GuestOperation operation) {
    argumentsOf(words);
    return operation;
  }

  private static GuestOperation compute(String[] words) {
    boolean inUserSpace = words.length == 3 && words[2].equals("el0");
    if (words.length != 2 && !inUserSpace) {
      throw new IllegalArgumentException("expected \"compute CYCLES [el0]\"");
    }
    return new Compute(Numbers.parse("cycles", words[1]), inUserSpace);
  }

  private static GuestOperation read(String[] words) {
    String[] plain = withoutOwner(words);
    boolean labelled = plain.length == 4 && plain[2].equals("as");
    if (plain.length != 2 && !labelled) {
      throw new IllegalArgumentException("expected \"read REGISTER [of VCPU] [as LABEL]\"");
    }
    String label = labelled ? plain[3] : "";
    return FrameRegister.isName(plain[1])
        ? new ReadGic(frameRegister(plain[1]), owner(words), label)
        : new ReadRegister(plain[1], label);
  }

  private static GuestOperation write(String[] words) {
    String[] arguments = argumentsOf(withoutOwner(words), "REGISTER", "VALUE");
    String register = arguments[0];
    long value = Numbers.parseBits(arguments[1]);
    if (FrameRegister.isName(register)) {
      return new WriteGic(frameRegister(register), owner(words), value);
    }
    return register.equals("DAIF") ? mask(value) : new WriteRegister(register, value);
  }

  /// The redistributors of a GIC are all in reach of every vCPU: `GICR_TYPER of 1`.
  private static boolean hasOwner(String[] words) {
    return words.length > 3 && FrameRegister.isName(words[1]) && words[2].equals("of");
  }

  private static int owner(String[] words) {
    return hasOwner(words) ? Numbers.parseInt("vCPU", words[3]) : GuestOperation.OfGic.OWN;
  }

  private static String[] withoutOwner(String[] words) {
    return hasOwner(words)
        ? Stream.concat(Arrays.stream(words, 0, 2), Arrays.stream(words, 4, words.length))
            .toArray(String[]::new)
        : words;
  }

  private static FrameRegister frameRegister(String name) {
    FrameRegister register = FrameRegister.named(name);
    if (register == null) {
      throw new IllegalArgumentException(
          "no register is named " + name + ", allowed: " + FrameRegister.ALLOWED);
    }
    return register;
  }

  private static GuestOperation mask(long value) {
    if ((value & ~INTERRUPTS_MASKED) != 0) {
      throw new IllegalArgumentException(
          "value is 0x%x, allowed are 0x80 (interrupts are masked) and 0".formatted(value));
    }
    return new MaskInterrupts(value != 0);
  }

  private static GuestOperation sgi(String[] arguments) {
    int intid = Numbers.parseInt("intid", arguments[0]);
    return new SendSgi(intid, target(arguments[2]));
  }

  private static SgiTarget target(String text) {
    return switch (text) {
      case "all" -> new SgiTarget.AllButSelf();
      case "next" -> new SgiTarget.NextInTurn();
      default ->
          new SgiTarget.Vcpus(
              Arrays.stream(text.split(",", -1))
                  .map(index -> Numbers.parseInt("vCPU", index))
                  .toList());
    };
  }

  private static GuestOperation mmio(String[] words) {
    if (words.length == 3 && words[1].equals("spi")) {
      return new ServeDevice(Numbers.parseInt("SPI", words[2]));
    }
    String where = argumentsOf(words, "kernel|user|spi N")[0];
    return switch (where) {
      case "kernel" -> new MmioRead(MmioRead.Emulator.KERNEL);
      case "user" -> new MmioRead(MmioRead.Emulator.USER);
      default ->
          throw new IllegalArgumentException(
              "emulator is \"" + where + "\", allowed are kernel, user and spi N");
    };
  }

  /// The words after the first, as many as `form` has, of which some stand for themselves.
  private static String[] argumentsOf(String[] words, String... form) {
    boolean matches = words.length == form.length + 1;
    for (int i = 0; matches && i < form.length; i++) {
      boolean literal = LITERALS.contains(form[i]);
      matches = !literal || words[i + 1].equals(form[i]);
    }
    if (!matches) {
      throw new IllegalArgumentException(
          "expected \"" + (words[0] + " " + String.join(" ", form)).strip() + "\"");
    }
    return Arrays.copyOfRange(words, 1, words.length);
  }

  private <T> T at(int index, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException refused) {
      throw error(index, String.valueOf(refused.getMessage()));
    }
  }

  private IllegalArgumentException error(int index, String what) {
    String line = "[%d] \"%s\": %s".formatted(index, excerpt(elements.get(index)), what);
    // One line, whatever the text holds.
    return new IllegalArgumentException(line.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " "));
  }

  private static String excerpt(String text) {
    return text.length() > QUOTE_MAX ? text.substring(0, QUOTE_MAX) + "..." : text;
  }

  private interface LoopOf {
    GuestOperation of(List<GuestOperation> body);
  }
}
