package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.text.Nearest;
import io.interlock.hypervisor.guest.BuiltInProgram;
import io.interlock.hypervisor.guest.GuestMix;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.guest.GuestParser;
import io.interlock.hypervisor.guest.GuestProgram;
import io.interlock.hypervisor.guest.Parameter;
import io.interlock.hypervisor.guest.SgiTarget;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Reads the guest program of a VM: a built-in one with its parameters, or a list of operations.
final class GuestReader {
  private static final String SECONDARIES = "secondaries";
  private static final String OPERATIONS = "a list of strings, one operation in each";
  private static final int LINES_MAX = 10_000;
  private static final Pattern INDEX_FIRST = Pattern.compile("^\\[(\\d{1,9})] .*", Pattern.DOTALL);

  /// The parameters of all built-in programs.
  static final List<String> PARAMETERS =
      Arrays.stream(BuiltInProgram.values())
          .flatMap(program -> program.parameters().stream())
          .map(Parameter::key)
          .distinct()
          .toList();

  private final Section vm;

  private GuestReader(Section vm) {
    this.vm = vm;
  }

  static GuestSpec read(Section vm, int vcpus) {
    var reader = new GuestReader(vm);
    GuestSpec spec = vm.isList("guest") ? reader.operations(vcpus) : reader.builtIn();
    GuestProgram others =
        vm.has(SECONDARIES) ? reader.program(SECONDARIES, vcpus) : spec.secondaries();
    var start = vm.word("start", GuestSpec.Start.class, GuestSpec.Start.ALL);
    return new GuestSpec(spec.text(), spec.program(), others, start);
  }

  private GuestSpec builtIn() {
    BuiltInProgram program = program();
    refuseParametersBut(
        program.parameters().stream().map(Parameter::key).toList(), program.title());
    var given = new TreeMap<String, String>();
    for (Parameter parameter : program.parameters()) {
      String key = parameter.key();
      if (vm.has(key)) {
        given.put(key, String.join(",", vm.texts(key, "a whole number, or words")));
        passOn(key, () -> program.create(Map.of(key, given.getOrDefault(key, ""))));
      }
    }
    var text = new StringBuilder(program.title());
    given.forEach((key, value) -> text.append(", ").append(key).append(' ').append(value));
    GuestProgram created = passOn("guest", () -> program.create(given));
    return new GuestSpec(
        text.toString(), created.withMix(vm.word("mix", GuestMix.class, created.mix())));
  }

  private BuiltInProgram program() {
    List<String> titles =
        Arrays.stream(BuiltInProgram.values()).map(BuiltInProgram::title).toList();
    String allowed = String.join(", ", titles) + ", or a list of operations";
    String written = vm.text("guest", allowed);
    if (!titles.contains(written)) {
      throw vm.refuse(
          "guest", "no guest is named " + quoted(written) + Nearest.hint(written, titles), allowed);
    }
    return BuiltInProgram.named(written);
  }

  private GuestSpec operations(int vcpus) {
    refuseParametersBut(List.of(), "a list of operations");
    GuestProgram program = program("guest", vcpus);
    int lines = vm.texts("guest", OPERATIONS).size();
    return new GuestSpec(lines + " lines of operations", program);
  }

  /// The operations under a key.
  private GuestProgram program(String key, int vcpus) {
    List<String> lines = vm.texts(key, OPERATIONS);
    if (lines.size() > LINES_MAX) {
      throw vm.refuse(key, lines.size() + " lines of guest operations", "at most " + LINES_MAX);
    }
    List<GuestOperation> body = passOn(key, () -> GuestParser.parse(lines));
    for (int i = 0; i < lines.size(); i++) {
      check(key + "." + i, lines.get(i), vcpus);
    }
    var program = new GuestProgram("operations", body);
    passOn(key, program::compile);
    return program.withMix(vm.word("mix", GuestMix.class, GuestMix.PLAIN));
  }

  /// Checks what the parser cannot know, line by line, so that a complaint finds its place.
  private void check(String key, String line, int vcpus) {
    String words = line.strip();
    if (words.endsWith("{") || words.equals("}")) {
      return;
    }
    switch (GuestParser.parse(List.of(words)).getFirst()) {
      case GuestOperation.SendSgi(_, SgiTarget.Vcpus(var targets)) ->
          targets.forEach(target -> checkTarget(key, target, vcpus));
      case GuestOperation.ReadRegister(var register, _) -> checkRegister(key, register);
      case GuestOperation.WriteRegister(var register, _) -> checkRegister(key, register);
      default -> {}
    }
  }

  private void checkRegister(String key, String register) {
    try {
      SysReg.named(register);
    } catch (IllegalArgumentException e) {
      throw vm.refuse(key, String.valueOf(e.getMessage()), "AArch64 system registers");
    }
  }

  private void checkTarget(String key, int target, int vcpus) {
    if (target >= vcpus) {
      throw vm.refuse(
          key, "an SGI goes to vCPU " + target, "vCPUs 0 to " + (vcpus - 1) + " of this VM");
    }
  }

  private void refuseParametersBut(List<String> allowed, String guest) {
    for (String key : PARAMETERS) {
      if (vm.has(key) && !allowed.contains(key)) {
        throw vm.refuse(
            key,
            key + " means nothing to guest " + guest,
            allowed.isEmpty() ? "no parameter" : String.join(", ", allowed));
      }
    }
  }

  /// Runs a reader that complains with one line of its own, which may begin with the index of a
  /// line.
  private <T> T passOn(String key, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      String complaint = String.valueOf(e.getMessage());
      var index = INDEX_FIRST.matcher(complaint);
      throw ScenarioException.at(
          vm.placeOf(index.matches() ? key + "." + index.group(1) : key), complaint);
    }
  }
}
