package io.interlock.hypervisor.program.source;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Puts the hooks of one program into another, at the places that the other offers for that.
///
/// A place is `do extensions`. A hook's body goes to all places of the same hook. Those that are
/// routines of their own, such as `on irq`, stand for themselves. What is for a feature acts where
/// that is.
final class Extension {
  /// What marks a place.
  static final String PLACE = "extensions";

  private final SourceProgram base;
  private final SourceProgram added;
  private final Set<Hook> placed = new HashSet<>();

  private Extension(SourceProgram base, SourceProgram added) {
    this.base = base;
    this.added = added;
  }

  /// The program with both. The places stay, so that a further one goes behind.
  ///
  /// Throws `ProgramException` at a hook of `added` for which `base` has no place.
  static SourceProgram of(SourceProgram base, SourceProgram added) {
    return new Extension(base, added).link();
  }

  private SourceProgram link() {
    List<Hook> hooks = new ArrayList<>();
    for (Hook hook : base.hooks()) {
      hooks.add(new Hook(hook.at(), hook.point(), hook.subject(), filled(hook.body(), hook)));
    }
    for (Hook hook : added.hooks()) {
      if (hook.point().standsAlone() && !clashes(hook)) {
        hooks.add(hook);
      } else if (!placed.contains(hook)) {
        throw new ProgramException(
            hook.at(),
            "'on " + hook.point().keyword() + "' has no place in program " + base.name());
      }
    }
    return new SourceProgram(
        base.name() + " + " + added.name(), base.feature(), List.copyOf(hooks));
  }

  private boolean clashes(Hook added) {
    return base.hooks().stream()
        .anyMatch(hook -> hook.point() == added.point() && hook.subject().equals(added.subject()));
  }

  private List<Statement> filled(List<Statement> body, Hook around) {
    List<Statement> filled = new ArrayList<>();
    for (Statement statement : body) {
      if (statement instanceof Statement.Do(_, _, String step) && step.equals(PLACE)) {
        filled.addAll(bodyFor(around));
      }
      filled.add(statement);
    }
    return List.copyOf(filled);
  }

  private List<Statement> bodyFor(Hook around) {
    for (Hook hook : added.hooks()) {
      if (hook.point() == around.point() && !hook.point().standsAlone()) {
        placed.add(hook);
        return guarded(hook);
      }
    }
    return List.of();
  }

  private List<Statement> guarded(Hook hook) {
    return added.feature().isEmpty()
        ? hook.body()
        : List.of(
            new Statement.If(
                hook.at(), "", new Condition.Feature(added.feature()), hook.body(), List.of()));
  }
}
