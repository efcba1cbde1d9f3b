package io.interlock.hypervisor.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hypervisor.program.source.ProgramException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs that are added to another.
class ExtensionTest {
  private static final String BASE =
      "program base on load { isb do extensions dsb sy } on put { isb }";

  private static SwitchProgram parse(String file, String text) {
    return SwitchProgram.parse(file, text, KvmPrograms.vocabulary());
  }

  private static List<String> load(SwitchProgram program) {
    BoundProgram bound = program.bind(new Bindings(Set.of(), Map.of(), Map.of()));
    return bound.load().instructions().stream().map(i -> i.source().text()).toList();
  }

  @Test
  void hooksGoToThePlaceThatIsKeptForThem() {
    SwitchProgram both =
        parse("base.ctx", BASE).with(parse("more.ctx", "program more on load { TPIDR_EL1 := 1 }"));
    assertEquals(List.of("isb", "TPIDR_EL1 := 1", "do extensions", "dsb sy"), load(both));
    assertEquals("base + more", both.name());
    assertEquals(Set.of("more.ctx"), both.extensions());
  }

  @Test
  void aSecondExtensionGoesBehindTheFirst() {
    SwitchProgram all =
        parse("base.ctx", BASE)
            .with(parse("one.ctx", "on load { TPIDR_EL1 := 1 }"))
            .with(parse("two.ctx", "on load { TPIDR_EL1 := 2 }"));
    assertEquals(
        List.of("isb", "TPIDR_EL1 := 1", "TPIDR_EL1 := 2", "do extensions", "dsb sy"), load(all));
  }

  @Test
  void aHookWithoutAPlaceIsRefused() {
    SwitchProgram extension = parse("more.ctx", "on load { isb }\non put { isb }");
    ProgramException refused =
        assertThrows(ProgramException.class, () -> parse("base.ctx", BASE).with(extension));
    assertEquals("more.ctx:2:1: 'on put' has no place in program base", refused.getMessage());
  }

  static List<String> shipped() {
    return KvmPrograms.extensions();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void whatIsShippedFitsIntoTheVheProgram(String name) {
    SwitchProgram both = KvmPrograms.vhe().with(KvmPrograms.extension(name));
    assertTrue(both.extensions().contains(name + ".ctx"));
    assertEquals(name, KvmPrograms.extension(name).name());
  }
}
