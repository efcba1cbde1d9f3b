package io.interlock.tests;

import static io.interlock.tests.Findings.assertNone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.tests.Repository.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documentation names exists.
class DocumentationTest {
  /// What a command before it has written.
  private static final String FOUND_BY_EXPLORE = "counterexamples/";

  private static final String ENGINE_README = "engine/README.md";

  private static final Pattern REMOTE = Pattern.compile("[a-z]+:.*");
  private static final Pattern FILE_IN_COMMAND = Pattern.compile("(?<=[ =])[\\w.-]+(?:/[\\w.-]+)+");

  @Test
  void everyLinkLeadsSomewhere() {
    assertNone(
        markdowns()
            .flatMap(
                file ->
                    Markdown.parse(file.lines()).links().stream()
                        .filter(link -> !REMOTE.matcher(link).matches())
                        .filter(link -> !resolves(file, link))
                        .map(link -> file.path() + " links to " + link)));
  }

  @Test
  void everyFileInACommandExists() {
    assertNone(
        markdowns()
            .flatMap(
                file ->
                    commands(file)
                        .flatMap(command -> FILE_IN_COMMAND.matcher(command).results())
                        .map(found -> found.group())
                        .filter(path -> !path.startsWith(FOUND_BY_EXPLORE))
                        .filter(path -> !Files.exists(Repository.ROOT.resolve(path)))
                        .map(path -> file.path() + " has a command with " + path)));
  }

  /// Layout does not count, since a class indents what a page does not.
  @Test
  void everyJavaBlockIsPartOfATestAndSoIsWhatItPrints() {
    var tests =
        Repository.textsEndingIn(".java")
            .filter(file -> !file.isMain())
            .map(file -> packed(file.text()))
            .toList();
    assertNone(
        markdowns()
            .flatMap(
                file ->
                    Markdown.parse(file.lines()).blocks().stream()
                        .filter(
                            block ->
                                block.language().equals("java")
                                    || (block.language().equals("text")
                                        && file.path().equals(ENGINE_README)))
                        .filter(block -> tests.stream().noneMatch(t -> holds(t, block.text())))
                        .map(block -> file.path() + " shows what no test holds: " + block.text())));
  }

  private static boolean holds(String packedTest, String block) {
    return packedTest.contains(packed(block));
  }

  private static String packed(String text) {
    return text.replaceAll("\\s+", "");
  }

  @Test
  void theReadmeOpensWithTheTwoCommandsThatSetUp() {
    var readme =
        Markdown.parse(
            Repository.textsEndingIn("README.md")
                .filter(file -> file.path().equals("README.md"))
                .findFirst()
                .orElseThrow()
                .lines());
    assertEquals(
        List.of("./interlock run examples/big-little.conf", "mvn -B verify"),
        readme.code().stream().map(DocumentationTest::withoutComment).limit(2).toList());
  }

  @Test
  void anchorsAreThoseThatForgesMake() {
    var markdown =
        Markdown.parse(
            List.of("# One, two!", "## `run --json`", "## Same", "## Same", "```", "# no", "```"));
    assertEquals(Set.of("one-two", "run---json", "same", "same-1"), markdown.anchors());
    assertEquals(List.of("One, two!"), markdown.titles());
    assertTrue(Markdown.parse(List.of("a [b](c.md#d) `[x](y)`")).links().equals(List.of("c.md#d")));
  }

  private static Stream<TextFile> markdowns() {
    return Repository.textsEndingIn(".md");
  }

  private static Stream<String> commands(TextFile file) {
    return Markdown.parse(file.lines()).code().stream()
        .map(DocumentationTest::withoutComment)
        .filter(line -> line.startsWith("./interlock ") || line.startsWith("mvn "));
  }

  private static String withoutComment(String line) {
    return line.replaceFirst("(^|\\s+)#.*", "").strip();
  }

  private static boolean resolves(TextFile file, String link) {
    var hash = link.indexOf('#');
    var path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? Repository.ROOT.resolve(file.path()) : file.beside(path);
    return target.startsWith(Repository.ROOT)
        && Files.exists(target)
        && (hash < 0 || hasAnchor(target, link.substring(hash + 1)));
  }

  private static boolean hasAnchor(Path target, String anchor) {
    var path = Repository.ROOT.relativize(target).toString();
    return Repository.textsEndingIn(".md")
        .filter(file -> file.path().equals(path))
        .anyMatch(file -> Markdown.parse(file.lines()).anchors().contains(anchor));
  }
}
