package io.interlock.hypervisor.program;

import io.interlock.hypervisor.program.source.Hook;
import io.interlock.hypervisor.program.source.HookPoint;
import io.interlock.hypervisor.program.source.SourceProgram;
import io.interlock.hypervisor.program.source.Vocabulary;
import java.util.EnumMap;
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

  public String name() {
    return source.name();
  }

  /// Resolves features, constants, indices and loops. Throws `ProgramException` at a constant that
  /// has no binding, at an index that its family lacks, and if a hook becomes too long.
  public BoundProgram bind(Bindings bindings) {
    Map<HookPoint, Routine> routines = new EnumMap<>(HookPoint.class);
    Map<String, Routine> interrupts = new TreeMap<>();
    for (Hook hook : source.hooks()) {
      Routine routine = new Binder(hook, bindings).routine();
      if (hook.point() == HookPoint.IRQ) {
        interrupts.put(hook.interrupt(), routine);
      } else {
        routines.put(hook.point(), routine);
      }
    }
    return new BoundProgram(routines, interrupts);
  }
}
