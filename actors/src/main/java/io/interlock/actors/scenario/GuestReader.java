package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import io.interlock.hardware.text.Nearest;
import io.interlock.hypervisor.guest.BuiltInProgram;
import io.interlock.hypervisor.guest.GuestMix;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.guest.GuestParser;
import io.interlock.hypervisor.guest.GuestProgram;
import io.interlock.hypervisor.guest.Parameter;
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
  private final OperationCheck check;

  private GuestReader(Section vm, OperationCheck check) {
    this.vm = vm;
    this.check = check;
  }

  static GuestSpec read(Section vm, int vcpus, GicSpec gic) {
    var reader = new GuestReader(vm, new OperationCheck(vcpus, gic.devices(), gic.start()));
    GuestSpec spec = vm.isList("guest") ? reader.operations() : reader.builtIn();
    GuestProgram others = vm.has(SECONDARIES) ? reader.program(SECONDARIES) : spec.secondaries();
    var start = vm.word("start", GuestSpec.Start.class, GuestSpec.Start.ALL);
    return reader.withHandlers(
        new GuestSpec(spec.text(), spec.program(), others, start), gic.devices());
  }

  /// What the guest does upon interrupts, and what it needs to do about its devices.
  private GuestSpec withHandlers(GuestSpec spec, List<DeviceSpec> devices) {
    var handlers = HandlerReader.read(vm, check, devices);
    if (handlers.isEmpty()) {
      return spec;
    }
    GuestProgram others = spec.secondaries();
    return new GuestSpec(
        spec.text(),
        checked("guest", handlers.added(spec.program())),
        others == null ? null : checked(SECONDARIES, handlers.added(others)),
        spec.start());
  }

  private GuestProgram checked(String key, GuestProgram program) {
    passOn(vm, key, program::compile);
    return program;
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
        passOn(vm, key, () -> program.create(Map.of(key, given.getOrDefault(key, ""))));
      }
    }
    var text = new StringBuilder(program.title());
    given.forEach((key, value) -> text.append(", ").append(key).append(' ').append(value));
    GuestProgram created = passOn(vm, "guest", () -> program.create(given));
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

  private GuestSpec operations() {
    refuseParametersBut(List.of(), "a list of operations");
    GuestProgram program = program("guest");
    int lines = vm.texts("guest", OPERATIONS).size();
    return new GuestSpec(lines + " lines of operations", program);
  }

  /// The operations under a key.
  private GuestProgram program(String key) {
    List<GuestOperation> body = body(vm, key, check);
    var program = new GuestProgram("operations", body);
    passOn(vm, key, program::compile);
    return program.withMix(vm.word("mix", GuestMix.class, GuestMix.PLAIN));
  }

  /// The operations under a key of a section.
  static List<GuestOperation> body(Section section, String key, OperationCheck check) {
    List<String> lines = section.texts(key, OPERATIONS);
    if (lines.size() > LINES_MAX) {
      throw section.refuse(
          key, lines.size() + " lines of guest operations", "at most " + LINES_MAX);
    }
    List<GuestOperation> body = passOn(section, key, () -> GuestParser.parse(lines));
    for (int i = 0; i < lines.size(); i++) {
      check.check(section, key + "." + i, lines.get(i));
    }
    return body;
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
  static <T> T passOn(Section section, String key, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      String complaint = String.valueOf(e.getMessage());
      var index = INDEX_FIRST.matcher(complaint);
      throw ScenarioException.at(
          section.placeOf(index.matches() ? key + "." + index.group(1) : key), complaint);
    }
  }
}
