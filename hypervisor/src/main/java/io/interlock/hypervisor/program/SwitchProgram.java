package io.interlock.hypervisor.program;

import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.source.Hook;
import io.interlock.hypervisor.program.source.HookPoint;
import io.interlock.hypervisor.program.source.Owner;
import io.interlock.hypervisor.program.source.Place;
import io.interlock.hypervisor.program.source.Position;
import io.interlock.hypervisor.program.source.RegisterName;
import io.interlock.hypervisor.program.source.SourceProgram;
import io.interlock.hypervisor.program.source.Statement;
import io.interlock.hypervisor.program.source.Vocabulary;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A context-switch program, read and checked, for any host and VM.
///
/// @param extensions the files of the programs that were added to it
public record SwitchProgram(SourceProgram source, Set<String> extensions) {
  public SwitchProgram {
    extensions = Set.copyOf(extensions);
  }

  /// Reads a program; `file` is what error messages call the text. Throws `ProgramException`, whose
  /// message is one line, at the first thing that is not understood.
  public static SwitchProgram parse(String file, String text, Vocabulary vocabulary) {
    return new SwitchProgram(SourceProgram.parse(file, text, vocabulary), Set.of());
  }

  /// This program with the hooks of another at the places that it offers.
  ///
  /// Throws `ProgramException` at a hook of the other for which there is no place.
  public SwitchProgram with(SwitchProgram extension) {
    Set<String> files = new TreeSet<>(extensions);
    extension.source.hooks().forEach(hook -> files.add(hook.at().file()));
    return new SwitchProgram(source.with(extension.source), files);
  }

  /// Whether a program that was added to it writes this register of the CPU.
  public boolean addedWrite(String register) {
    return source.hooks().stream().anyMatch(hook -> writes(hook.body(), register));
  }

  private boolean writes(List<Statement> body, String register) {
    return body.stream().anyMatch(statement -> writes(statement, register));
  }

  private boolean writes(Statement statement, String register) {
    return switch (statement) {
      case Statement.Assign(Position at, _, Place(Owner owner, RegisterName name), _) ->
          extensions.contains(at.file())
              && owner == Owner.HARDWARE
              && name instanceof RegisterName.Fixed(SysReg fixed)
              && fixed.name().equals(register);
      case Statement.Region region -> writes(region.body(), register);
      case Statement.For loop -> writes(loop.body(), register);
      case Statement.If conditional ->
          writes(conditional.body(), register) || writes(conditional.otherwise(), register);
      case Statement.Fence _, Statement.Toggle _, Statement.Do _ -> false;
    };
  }

  public String name() {
    return source.name();
  }

  /// Resolves features, constants, indices and loops. Throws `ProgramException` at a constant that
  /// has no binding, at an index that its family lacks, and if a hook becomes too long.
  public BoundProgram bind(Bindings bindings) {
    Map<HookPoint, Map<String, Routine>> routines = new EnumMap<>(HookPoint.class);
    for (Hook hook : source.hooks()) {
      routines
          .computeIfAbsent(hook.point(), _ -> new TreeMap<>())
          .put(hook.subject(), new Binder(hook, bindings).routine());
    }
    return new BoundProgram(routines);
  }
}
