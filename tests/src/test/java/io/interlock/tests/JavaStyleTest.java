package io.interlock.tests;

import static io.interlock.tests.Findings.assertNone;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.tests.Repository.TextFile;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// House rules for Java sources that neither the compiler nor the formatter knows.
class JavaStyleTest {
  private static final int METHOD_LINES_MAX = 70;
  private static final int FILE_LINES_MAX = 500;

  private static final Pattern DOCUMENTATION = Pattern.compile("\\s*///.*");
  private static final Pattern COMMENT = Pattern.compile("\\s*//(?!/).*");

  private static final Pattern TEST_METHOD =
      Pattern.compile(
          "(?m)^ *@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property|Example)\\b");
  /// What is itself an annotation of tests.
  private static final Pattern ANNOTATION = Pattern.compile("(?m)^public @interface ");

  private static final Pattern NAME_THAT_IS_RUN = Pattern.compile("(?:Test|IT)\\.java$");

  private static final List<Parsed> SOURCES =
      Repository.textsEndingIn(".java")
          .map(file -> new Parsed(file, JavaSource.parse(file.path(), file.text())))
          .toList();

  private record Parsed(TextFile file, JavaSource source) {}

  @Test
  void filesAreShort() {
    assertNone(
        files()
            .filter(file -> file.lines().size() > FILE_LINES_MAX)
            .map(file -> file.path() + " has " + file.lines().size() + " lines"));
  }

  @Test
  void methodsAreShort() {
    assertNone(SOURCES.stream().flatMap(JavaStyleTest::longMethods));
  }

  @Test
  void publicTypesAreDocumented() {
    assertNone(
        SOURCES.stream()
            .filter(parsed -> parsed.file().isMain())
            .flatMap(JavaStyleTest::undocumentedTypes));
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() {
    assertNone(
        files()
            .filter(TextFile::isMain)
            .map(file -> file.beside("package-info.java"))
            .distinct()
            .map(info -> Repository.ROOT.relativize(info).toString())
            .filter(path -> !isDescribedAndNullMarked(path))
            .map(path -> path + " is missing, or lacks @NullMarked or its first ///"));
  }

  /// The build runs classes by their names, and passes over others without a word.
  @Test
  void everyTestIsInAClassThatTheBuildRuns() {
    assertNone(
        files()
            .filter(file -> TEST_METHOD.matcher(file.text()).find())
            .filter(file -> !ANNOTATION.matcher(file.text()).find())
            .filter(file -> !NAME_THAT_IS_RUN.matcher(file.path()).find())
            .map(file -> file.path() + " has tests, and ends neither in Test nor in IT"));
  }

  /// The formatter cuts a documentation line that is too long and goes on with `//`, which is lost.
  @Test
  void documentationIsNotCutShort() {
    assertNone(files().flatMap(JavaStyleTest::cutDocumentation));
  }

  @Test
  void aMethodIsCountedFromItsAnnotationToItsBrace() {
    var source =
        JavaSource.parse("p/C.java", "/// C.\npublic class C {\n  @A\n  void m() {\n  }\n}\n");
    assertEquals(List.of(new JavaSource.Method("m", 3, 3)), source.methods());
  }

  @Test
  void documentationStandsDirectlyBeforeTheType() {
    var source =
        JavaSource.parse("p/C.java", "/// C.\npublic class C {}\n\n/// D.\n\nclass D {}\n");
    assertEquals(
        List.of(
            new JavaSource.TopLevelType("C", true, true),
            new JavaSource.TopLevelType("D", false, false)),
        source.types());
  }

  private static Stream<TextFile> files() {
    return SOURCES.stream().map(Parsed::file);
  }

  private static Stream<String> longMethods(Parsed parsed) {
    return parsed.source().methods().stream()
        .filter(method -> method.lines() > METHOD_LINES_MAX)
        .map(m -> parsed.file().at(m.line()) + " " + m.name() + " has " + m.lines() + " lines");
  }

  private static Stream<String> undocumentedTypes(Parsed parsed) {
    return parsed.source().types().stream()
        .filter(type -> type.isPublic() && !type.documented())
        .map(type -> parsed.file().path() + ": no /// before " + type.name());
  }

  private static Stream<String> cutDocumentation(TextFile file) {
    var lines = file.lines();
    return IntStream.range(1, lines.size())
        .filter(i -> DOCUMENTATION.matcher(lines.get(i - 1)).matches())
        .filter(i -> COMMENT.matcher(lines.get(i)).matches())
        .mapToObj(i -> file.at(i + 1) + " goes on with // after ///");
  }

  private static boolean isDescribedAndNullMarked(String path) {
    return files()
        .filter(file -> file.path().equals(path))
        .anyMatch(file -> file.text().startsWith("///") && file.text().contains("\n@NullMarked\n"));
  }
}
