package io.interlock.hardware.register;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The table against the encodings that an assembler gives to the same names.
class SysRegEncodingTest {
  private static final int KNOWN_TO_ASSEMBLER = 253;

  @Test
  void everyNameAssemblesToItsEncoding() throws IOException {
    List<String> lines = lines();
    for (String line : lines) {
      String[] words = line.split("[ ,]", -1);
      String expected = "S%s_%s_C%s_C%s_%s".formatted((Object[]) words(words));
      assertEquals(expected, SysReg.named(words[0]).encoding().toString(), words[0]);
    }
    assertEquals(KNOWN_TO_ASSEMBLER, lines.size());
  }

  private static String[] words(String[] line) {
    return List.of(line).subList(1, line.length).toArray(String[]::new);
  }

  private static List<String> lines() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SysRegEncodingTest.class.getResourceAsStream("encodings.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
