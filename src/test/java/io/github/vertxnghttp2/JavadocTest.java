package io.github.vertxnghttp2;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import org.junit.jupiter.api.Test;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * All public API of the exported packages has Javadoc. Exceptions: methods that override documented ones, getters whose
 * setter is documented, and constants of enums.
 */
class JavadocTest {
  private static final Path SOURCES = Path.of(System.getProperty("project.basedir", "."), "src/main/java");
  private static final List<String> EXPORTED = List.of("io/github/vertxnghttp2", "io/github/vertxnghttp2/frame",
    "io/github/vertxnghttp2/limits", "io/github/vertxnghttp2/binding", "io/github/vertxnghttp2/service",
    "io/github/vertxnghttp2/inspector", "io/github/vertxnghttp2/micrometer", "io/github/vertxnghttp2/recording",
    "io/github/vertxnghttp2/recording/analysis", "io/github/vertxnghttp2/recording/diagnosis",
    "io/github/vertxnghttp2/recording/export", "io/github/vertxnghttp2/recording/json");

  @Test
  void all_public_api_is_documented() throws IOException {
    Set<String> bare = new TreeSet<>();
    int[] documented = {0};
    for (String folder : EXPORTED) {
      try (Stream<Path> files = Files.list(SOURCES.resolve(folder))) {
        scan(files.filter(file -> file.toString().endsWith(".java")).toList(), bare, documented);
      }
    }
    assertEquals(Set.of(), bare);
    assertTrue(documented[0] > 400, () -> "only " + documented[0] + " comments were found");
  }

  private static void scan(List<Path> files, Set<String> bare, int[] documented) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, UTF_8)) {
      JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
        manager.getJavaFileObjectsFromPaths(files));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Scanner(docs, bare, documented).scan(new TreePath(unit), null);
      }
    }
  }

  private static final class Scanner extends TreePathScanner<Void, Void> {
    private final DocTrees docs;
    private final Set<String> bare;
    private final int[] documented;
    private final List<String> types = new ArrayList<>();

    Scanner(DocTrees docs, Set<String> bare, int[] documented) {
      this.docs = docs;
      this.bare = bare;
      this.documented = documented;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      // A package-private class may have public methods that its public subclasses inherit.
      boolean heritable = type.getModifiers().getFlags().contains(Modifier.ABSTRACT);
      if (isShown(type.getModifiers()) || heritable) {
        types.add(type.getSimpleName().toString());
        check(String.join(".", types));
        super.visitClass(type, null);
        types.remove(types.size() - 1);
      }
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      if (isShown(method.getModifiers()) && !isOverride(method) && !isGetter(method) && !isCompact(method)) {
        check(String.join(".", types) + "#" + method.getName() + method.getParameters());
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree variable, Void unused) {
      boolean constant = getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.ENUM;
      if (isShown(variable.getModifiers()) && !constant) {
        check(String.join(".", types) + "#" + variable.getName());
      }
      return null;
    }

    private boolean isShown(ModifiersTree modifiers) {
      Tree parent = getCurrentPath().getParentPath().getLeaf();
      return modifiers.getFlags().contains(Modifier.PUBLIC) || modifiers.getFlags().contains(Modifier.PROTECTED)
        || parent.getKind() == Tree.Kind.INTERFACE && !modifiers.getFlags().contains(Modifier.PRIVATE);
    }

    private static boolean isOverride(MethodTree method) {
      return method.getModifiers().getAnnotations().stream().anyMatch(a -> a.getAnnotationType().toString().equals(
        "Override"));
    }

    /** Whether this is a getter whose setter is documented. */
    private boolean isGetter(MethodTree method) {
      String property = method.getName().toString().replaceFirst("^(get|is)(?=[A-Z])", "");
      ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      return !property.contentEquals(method.getName()) && type.getMembers().stream()
        .anyMatch(member -> member instanceof MethodTree setter && setter.getName().contentEquals("set" + property));
    }

    /** Whether this is the canonical constructor of a record, which the record's comment documents. */
    private boolean isCompact(MethodTree method) {
      ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      return type.getKind() == Tree.Kind.RECORD && method.getName().contentEquals("<init>")
        && method.getParameters().size() == type.getMembers().stream()
          .filter(member -> member instanceof VariableTree field && !field.getModifiers().getFlags().contains(
            Modifier.STATIC))
          .count();
    }

    private void check(String name) {
      if (docs.getDocComment(getCurrentPath()) == null) {
        bare.add(name);
      } else {
        documented[0]++;
      }
    }
  }
}
