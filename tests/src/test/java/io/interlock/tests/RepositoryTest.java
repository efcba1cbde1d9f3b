package io.interlock.tests;

import static io.interlock.tests.Findings.assertNone;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.tests.Repository.TextFile;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// House rules for all files. Each failure names file and line.
class RepositoryTest {
  /// Words for work that is not finished. Spelt so that they do not match themselves.
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(T[O]DO|FI[X]ME|X[X]X|HA[C]K|WI[P]|[Ff]or n[o]w)\\b");

  /// Paths that exist on one machine only.
  private static final Pattern MACHINE =
      Pattern.compile("(?<![\\w.])/(w[o]rk|ro[o]t|ho[m]e)/\\w|\\.\\./sh[a]red");

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t]]");
  private static final Pattern TAB = Pattern.compile("\t");
  private static final Pattern TRAILING_BLANK = Pattern.compile("[ \t]$");

  @Test
  void textHasNoControlCharactersTabsOrTrailingBlanks() {
    assertNone(
        written()
            .flatMap(
                file ->
                    Stream.of(
                            linesThat(file, "ends in a blank", TRAILING_BLANK),
                            linesThat(file, "has a control character", CONTROL),
                            linesThat(file, "has a tab", TAB))
                        .flatMap(findings -> findings)));
  }

  @Test
  void everyTextEndsInOneLineBreak() {
    assertNone(
        written()
            .filter(file -> !file.text().isEmpty())
            .filter(file -> !file.text().endsWith("\n") || file.text().endsWith("\n\n"))
            .map(TextFile::path));
  }

  @Test
  void nothingIsLeftForLater() {
    assertNone(Repository.texts().flatMap(file -> linesThat(file, "is unfinished", UNFINISHED)));
  }

  @Test
  void noMachineIsNamed() {
    assertNone(Repository.texts().flatMap(file -> linesThat(file, "names a machine", MACHINE)));
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
            .map(file -> file.path() + " has not one title"));
  }

  @Test
  void theLauncherAndTheCiScriptCanBeExecuted() {
    for (var path : List.of("interlock", ".ci/run")) {
      assertTrue(Files.isExecutable(Repository.ROOT.resolve(path)), path);
    }
  }

  /// All but the licence, which stays as its authors wrote it.
  private static Stream<TextFile> written() {
    return Repository.texts().filter(file -> !file.path().equals("LICENSE"));
  }

  private static Stream<String> linesThat(TextFile file, String complaint, Pattern wrong) {
    var lines = file.text().split("\n", -1);
    return IntStream.range(0, lines.length)
        .filter(i -> wrong.matcher(lines[i]).find())
        .mapToObj(i -> file.at(i + 1) + " " + complaint + ": " + lines[i].strip());
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
    var stem = name.replaceFirst("\\..*", "");
    var either = Pattern.quote(name) + "|" + Pattern.quote(stem);
    var mention = Pattern.compile("(?<![\\w-])(" + either + ")(?![\\w-])");
    return Repository.texts()
        .filter(file -> !file.path().equals(path))
        .anyMatch(file -> mention.matcher(file.text()).find());
  }
}
