package io.interlock.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The files of this repository, without what is built or belongs to someone's editor.
final class Repository {
  private static final Set<String> FOREIGN =
      Set.of("target", ".git", ".idea", ".vscode", ".jqwik-database");
  private static final Set<String> BINARY_ENDINGS = Set.of(".dtb", ".png", ".aot", ".jar", ".bin");

  /// The folder that holds the parent POM.
  static final Path ROOT = root();

  private static final List<TextFile> TEXTS = readTexts();

  private Repository() {}

  /// A text file: its path from [#ROOT], with `/` between folders, and what it says.
  record TextFile(String path, String text) {
    /// What `relative` leads to from this file's folder.
    Path beside(String relative) {
      return ROOT.resolve(path).resolveSibling(relative).normalize();
    }

    /// Whether it is Java that is shipped, and not a test.
    boolean isMain() {
      return path.contains("/src/main/java/");
    }

    List<String> lines() {
      return text.lines().toList();
    }

    /// @param line from 1
    String at(int line) {
      return path + ":" + line;
    }
  }

  static Stream<TextFile> texts() {
    return TEXTS.stream();
  }

  static Stream<TextFile> textsEndingIn(String ending) {
    return texts().filter(file -> file.path().endsWith(ending));
  }

  /// All files, binary ones too, as paths from [#ROOT].
  static List<String> paths() {
    var found = new ArrayList<String>();
    try {
      Files.walkFileTree(ROOT, new Collector(found));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.sort(null);
    return found;
  }

  private static List<TextFile> readTexts() {
    return paths().stream()
        .filter(path -> BINARY_ENDINGS.stream().noneMatch(path::endsWith))
        .map(path -> new TextFile(path, read(path)))
        .toList();
  }

  private static String read(String path) {
    try {
      var bytes = ByteBuffer.wrap(Files.readAllBytes(ROOT.resolve(path)));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError(path + " is neither UTF-8 text nor a known kind of binary file", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Surefire says where the module is; an editor starts tests in the module or in the root.
  private static Path root() {
    Path folder = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(".editorconfig"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("no .editorconfig above " + Path.of("").toAbsolutePath());
    }
    return folder;
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final List<String> found;

    Collector(List<String> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return isForeign(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!isForeign(file)) {
        found.add(ROOT.relativize(file).toString().replace('\\', '/'));
      }
      return FileVisitResult.CONTINUE;
    }

    private static boolean isForeign(Path path) {
      return FOREIGN.contains(String.valueOf(path.getFileName()))
          || path.equals(ROOT.resolve("out"));
    }
  }
}
