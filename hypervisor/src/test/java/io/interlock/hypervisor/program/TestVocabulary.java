package io.interlock.hypervisor.program;

import io.interlock.hypervisor.program.source.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A small vocabulary for tests of the language.
final class TestVocabulary {
  static final Vocabulary WORDS =
      Vocabulary.of(
          List.of("fgt", "vhe", "hpmn0"),
          List.of("guest", "host", "guest-counters"),
          List.of("list-registers-used"),
          List.of("vgic-flush", "vgic-sync", "enter-guest"),
          List.of("pmu", "vtimer"),
          List.of("pmcr", "pmovs"));

  static final Bindings FULL =
      new Bindings(
          Set.of("fgt", "vhe"),
          Map.of("guest", 0x8000_000FL, "host", 0x30L, "guest-counters", 4L),
          Map.of("list-registers-used", 4));

  private TestVocabulary() {}

  static SwitchProgram parse(String text) {
    return SwitchProgram.parse("t.ctx", text, WORDS);
  }

  /// The load hook with that body, bound.
  static Routine load(String body) {
    return parse("on load {\n" + body + "\n}").bind(FULL).load();
  }
}
