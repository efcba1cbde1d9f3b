package io.interlock.tests;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// What the house rules want to know of one Java source, read by the compiler's own parser.
///
/// @param methods with their length
/// @param types that the file declares outside any other type
record JavaSource(List<Method> methods, List<TopLevelType> types) {

  /// @param line its first line, annotations included, from 1
  /// @param lines from the first to that of the closing brace
  record Method(String name, int line, int lines) {}

  /// @param documented whether a Markdown comment (`///`) stands directly before it
  record TopLevelType(String name, boolean isPublic, boolean documented) {}

  static JavaSource parse(String path, String text) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var task =
        (JavacTask)
            compiler.getTask(
                null, null, _ -> {}, List.of("-proc:none"), null, List.of(file(path, text)));
    try {
      var unit = task.parse().iterator().next();
      var visitor = new Visitor(unit, Trees.instance(task).getSourcePositions(), text);
      visitor.scan(unit, null);
      return new JavaSource(List.copyOf(visitor.methods), visitor.topLevelTypes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaFileObject file(String path, String text) {
    var uri = URI.create("string:///" + path);
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  private static final class Visitor extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> lines;
    private final List<Method> methods = new ArrayList<>();

    Visitor(CompilationUnitTree unit, SourcePositions positions, String text) {
      this.unit = unit;
      this.positions = positions;
      this.lines = text.lines().toList();
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      add(method.getName().toString(), method);
      return super.visitMethod(method, null);
    }

    @Override
    public Void visitBlock(BlockTree block, Void unused) {
      if (block.isStatic()) {
        add("static initializer", block);
      }
      return super.visitBlock(block, null);
    }

    List<TopLevelType> topLevelTypes() {
      return unit.getTypeDecls().stream()
          .filter(ClassTree.class::isInstance)
          .map(ClassTree.class::cast)
          .map(this::topLevelType)
          .toList();
    }

    private TopLevelType topLevelType(ClassTree type) {
      var isPublic = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
      var before = firstLine(type) - 2;
      var documented = before >= 0 && lines.get(before).startsWith("///");
      return new TopLevelType(type.getSimpleName().toString(), isPublic, documented);
    }

    private void add(String name, Tree tree) {
      var first = firstLine(tree);
      var last = lineAt(positions.getEndPosition(unit, tree));
      methods.add(new Method(name, first, last - first + 1));
    }

    private int firstLine(Tree tree) {
      return lineAt(positions.getStartPosition(unit, tree));
    }

    private int lineAt(long position) {
      return Math.toIntExact(unit.getLineMap().getLineNumber(position));
    }
  }
}
