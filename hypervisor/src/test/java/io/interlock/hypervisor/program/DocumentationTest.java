package io.interlock.hypervisor.program;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hypervisor.program.source.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The language's description against the language.
class DocumentationTest {
  private static final Pattern EXAMPLE = Pattern.compile("```ctx\n(.*?)```", Pattern.DOTALL);

  private static String text() throws IOException {
    return Files.readString(Path.of("..", "docs", "context-switch-programs.md"));
  }

  @Test
  void everyExampleIsAProgram() throws IOException {
    List<MatchResult> examples = EXAMPLE.matcher(text()).results().toList();
    assertFalse(examples.isEmpty());
    for (MatchResult example : examples) {
      SwitchProgram.parse("example", example.group(1), KvmPrograms.vocabulary());
    }
  }

  @Test
  void everyNameOfTheVocabularyIsListed() throws IOException {
    String text = text();
    Vocabulary words = KvmPrograms.vocabulary();
    for (Collection<String> names :
        List.of(
            words.features(),
            words.constants(),
            words.liveValues(),
            words.steps(),
            words.interrupts(),
            words.accesses())) {
      for (String name : names) {
        assertTrue(text.contains("`" + name + "`"), name);
      }
    }
  }
}
