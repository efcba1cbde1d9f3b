package io.interlock.hypervisor.guest;

import io.interlock.hypervisor.guest.GuestOperation.PsciCall;
import io.interlock.hypervisor.vcpu.PsciFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// How calls of PSCI are written: `psci FUNCTION [ARGUMENT...] [as LABEL]`.
final class PsciForm {
  private PsciForm() {}

  /// Reads the words of one operation, of which the first is `psci`.
  static GuestOperation parse(String[] words) {
    PsciFunction function = words.length > 1 ? PsciFunction.of(words[1]) : null;
    if (function == null) {
      throw new IllegalArgumentException("no function of PSCI, allowed are " + functions());
    }
    if (function == PsciFunction.CPU_OFF && words.length == 2) {
      return new GuestOperation.PowerOff();
    }
    int count = function.arguments().size();
    boolean labelled = words.length == count + 4 && words[count + 2].equals("as");
    if (function == PsciFunction.CPU_OFF || (words.length != count + 2 && !labelled)) {
      throw new IllegalArgumentException("expected \"%s\"".formatted(form(function)));
    }
    List<Long> arguments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arguments.add(argument(function.arguments().get(i), words[i + 2]));
    }
    return new PsciCall(function, arguments, labelled ? words[count + 3] : "");
  }

  private static String functions() {
    return Arrays.stream(PsciFunction.values())
        .map(PsciFunction::text)
        .collect(Collectors.joining(", "));
  }

  private static String form(PsciFunction function) {
    String arguments = function.arguments().stream().map(" "::concat).collect(Collectors.joining());
    String label = function == PsciFunction.CPU_OFF ? "" : " [as LABEL]";
    return "psci " + function.text() + arguments + label;
  }

  /// A function can be named, or given by its number.
  private static long argument(String what, String word) {
    PsciFunction named = what.equals("FUNCTION") ? PsciFunction.of(word) : null;
    if (named != null) {
      return named.number();
    }
    return what.equals("VCPU") ? Numbers.parseInt("vCPU", word) : Numbers.parseBits(word);
  }

  /// As [#parse] reads it.
  static String print(PsciCall call) {
    StringBuilder text = new StringBuilder("psci ").append(call.function().text());
    for (int i = 0; i < call.arguments().size(); i++) {
      boolean index = call.function().arguments().get(i).equals("VCPU");
      long value = call.arguments().get(i);
      text.append(index ? " " + value : " 0x" + Long.toHexString(value));
    }
    return text.append(call.label().isEmpty() ? "" : " as " + call.label()).toString();
  }
}
