package io.interlock.tests;

import static io.interlock.tests.Findings.assertNone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.tests.Repository.TextFile;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The house rules that no compiler knows. Each failure names file and line.
class RepositoryTest {
  private static final int METHOD_LINES_MAX = 70;
  private static final int FILE_LINES_MAX = 500;

  /// Work that is not finished, and places that exist on one machine only. Spelt so that they do
  // not match themselves.
  private static final Pattern BANNED =
      Pattern.compile(
          "\\bT[O]DO\\b|\\bFI[X]ME\\b|\\bX[X]X\\b|\\bHA[C]K\\b|\\b[Ff]or n[o]w\\b|\\bWI[P]\\b"
              + "|(?<![\\w.])/w[o]rk/|\\.\\./sh[a]red|(?<![\\w.])/ro[o]t/|(?<![\\w.])/ho[m]e/\\w");

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t\\n]]");
  private static final Pattern TRAILING_BLANK = Pattern.compile(".*[ \\t]$");

  @Test
  void textHasNoControlCharactersTabsOrTrailingBlanks() {
    // The licence's text stays as its authors wrote it.
    var texts = Repository.texts().filter(file -> !file.path().equals("LICENSE"));
    assertNone(
        texts.flatMap(
            file ->
                Stream.of(
                        linesThat(file, "ends in a blank", TRAILING_BLANK),
                        linesThat(file, "has a control character", CONTROL),
                        linesThat(file, "has a tab", Pattern.compile("\\t")))
                    .flatMap(s -> s)));
  }

  @Test
  void everyTextEndsInOneLineBreak() {
    assertNone(
        Repository.texts()
            .filter(file -> !file.text().isEmpty())
            .filter(file -> !file.text().endsWith("\n") || file.text().endsWith("\n\n"))
            .map(TextFile::path));
  }

  @Test
  void nothingIsLeftForLaterAndNoMachineIsNamed() {
    assertNone(Repository.texts().flatMap(file -> linesThat(file, "has a banned word", BANNED)));
  }

  @Test
  void javaFilesAreShort() {
    assertNone(
        Repository.textsEndingIn(".java")
            .filter(file -> file.lines().size() > FILE_LINES_MAX)
            .map(file -> file.path() + " has " + file.lines().size() + " lines"));
  }

  @Test
  void methodsAreShort() {
    assertNone(
        Repository.textsEndingIn(".java")
            .flatMap(
                file ->
                    parse(file).methods().stream()
                        .filter(method -> method.lines() > METHOD_LINES_MAX)
                        .map(
                            m ->
                                file.at(m.line() - 1)
                                    + " "
                                    + m.name()
                                    + ": "
                                    + m.lines()
                                    + " lines")));
  }

  @Test
  void publicTypesAreDocumented() {
    assertNone(
        Repository.textsEndingIn(".java")
            .filter(file -> file.isIn("src/main/"))
            .flatMap(
                file ->
                    parse(file).types().stream()
                        .filter(type -> type.isPublic() && !type.documented())
                        .map(type -> file.path() + ": no /// before " + type.name())));
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() {
    assertNone(
        Repository.textsEndingIn(".java")
            .filter(file -> file.isIn("src/main/"))
            .map(file -> file.beside("package-info.java"))
            .distinct()
            .map(info -> Repository.ROOT.relativize(info).toString())
            .filter(path -> !isDescribedAndNullMarked(path))
            .map(path -> path + " is missing, or lacks @NullMarked or its first ///"));
  }

  @Test
  void everyResourceAndExampleIsUsed() {
    assertNone(
        Repository.paths().stream()
            .filter(path -> path.contains("/src/main/resources/") || path.startsWith("examples/"))
            .filter(path -> !isFoundByItsPlace(path))
            .filter(path -> !isNamedElsewhere(path))
            .map(path -> path + " is named by no other file"));
  }

  @Test
  void everyMarkdownFileHasOneTitle() {
    assertNone(
        Repository.textsEndingIn(".md")
            .filter(file -> Markdown.parse(file.lines()).titles().size() != 1)
            .map(TextFile::path));
  }

  @Test
  void theLauncherAndTheCiScriptCanBeExecuted() {
    for (var path : List.of("interlock", ".ci/run")) {
      assertTrue(Files.isExecutable(Repository.ROOT.resolve(path)), path);
    }
  }

  @Test
  void aMethodIsCountedFromItsAnnotationToItsBrace() {
    var text =
        "package p;\n\n/// Doc.\npublic class C {\n  @A\n  void m() {\n    n();\n  }\n}\nclass D {}\n";
    var source = JavaSource.parse("p/C.java", text);
    assertEquals(List.of(new JavaSource.Method("m", 5, 4)), source.methods());
    assertEquals(
        List.of(
            new JavaSource.TopLevelType("C", true, true),
            new JavaSource.TopLevelType("D", false, false)),
        source.types());
  }

  private static JavaSource parse(TextFile file) {
    return JavaSource.parse(file.path(), file.text());
  }

  private static Stream<String> linesThat(TextFile file, String complaint, Pattern wrong) {
    var lines = file.text().split("\n", -1);
    return IntStream.range(0, lines.length)
        .filter(i -> wrong.matcher(lines[i]).find())
        .mapToObj(i -> file.at(i) + " " + complaint + ": " + lines[i].strip());
  }

  private static boolean isDescribedAndNullMarked(String path) {
    return Repository.texts()
        .filter(file -> file.path().equals(path))
        .anyMatch(file -> file.text().startsWith("///") && file.text().contains("\n@NullMarked\n"));
  }

  /// Configuration that a library looks up under a name of its own.
  private static boolean isFoundByItsPlace(String path) {
    return path.contains("/META-INF/")
        || path.endsWith("/reference.conf")
        || path.endsWith("/logback.xml");
  }

  /// By its whole name, or without its ending by code that adds it.
  private static boolean isNamedElsewhere(String path) {
    var name = path.substring(path.lastIndexOf('/') + 1);
    var stem = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    var mention =
        Pattern.compile(
            "(?<![\\w-])(" + Pattern.quote(name) + "|" + Pattern.quote(stem) + ")(?![\\w-])");
    return Repository.texts()
        .filter(file -> !file.path().equals(path))
        .anyMatch(file -> mention.matcher(file.text()).find());
  }
}
