package dev.tributary.server.api.document;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What the Javadoc says of types and methods, read from the sources. */
final class Sources {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES = List.of("server", "engine", "store", "spi");
  private static final Pattern PARAMETER = Pattern.compile("(?m)^\\s*@param\\s+(\\S+)\\s+");
  private static final Pattern TAG = Pattern.compile("(?m)^\\s*@\\w+");
  private static final Pattern INLINE = Pattern.compile("\\{@(\\w+)\\s+([^}]*)}");

  /** What is said of a type or method, and of its components or parameters. */
  record Doc(String text, Map<String, String> parameters) {
    static final Doc NONE = new Doc("", Map.of());

    String firstSentence() {
      Matcher end = Pattern.compile("\\.(\\s|$)").matcher(text);
      return end.find() ? text.substring(0, end.start() + 1) : text;
    }
  }

  private final Map<String, Path> files = new HashMap<>();
  private final Map<String, Doc> docs = new HashMap<>();
  private final Map<Path, Boolean> read = new HashMap<>();

  Sources() {
    for (String module : MODULES) {
      Path folder = ROOT.resolve(module).resolve("src/main/java");
      try (Stream<Path> all = Files.walk(folder)) {
        all.filter(file -> file.toString().endsWith(".java"))
            .forEach(file ->
                files.put(
                    folder.relativize(file).toString().replace(".java", "").replace('/', '.'),
                    file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Doc of(Class<?> type) {
    read(type);
    return docs.getOrDefault(type.getName(), Doc.NONE);
  }

  Doc of(Method method) {
    Class<?> type = method.getDeclaringClass();
    read(type);
    return docs.getOrDefault(
        type.getName() + "#" + method.getName() + method.getParameterCount(), Doc.NONE);
  }

  private void read(Class<?> type) {
    Class<?> outer = type;
    while (outer.getEnclosingClass() != null) {
      outer = outer.getEnclosingClass();
    }
    Path file = files.get(outer.getName());
    if (file != null && read.put(file, true) == null) {
      parse(file);
    }
  }

  private void parse(Path file) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, List.of(), null, manager.getJavaFileObjects(file));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Reader(trees, unit).scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Reader extends TreePathScanner<Void, Void> {
    private final DocTrees trees;
    private final String inPackage;
    private final List<String> types = new ArrayList<>();

    Reader(DocTrees trees, CompilationUnitTree unit) {
      this.trees = trees;
      this.inPackage = unit.getPackageName().toString();
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      types.add(type.getSimpleName().toString());
      keep("");
      super.visitClass(type, nothing);
      types.removeLast();
      return nothing;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      keep("#" + method.getName() + method.getParameters().size());
      return nothing;
    }

    private void keep(String member) {
      TreePath path = getCurrentPath();
      String comment = trees.getDocComment(path);
      if (comment != null) {
        docs.put(inPackage + "." + String.join("$", types) + member, doc(comment));
      }
    }
  }

  static Doc doc(String comment) {
    Matcher first = TAG.matcher(comment);
    String text = first.find() ? comment.substring(0, first.start()) : comment;
    Map<String, String> parameters = new LinkedHashMap<>();
    Matcher parameter = PARAMETER.matcher(comment);
    while (parameter.find()) {
      Matcher next = TAG.matcher(comment);
      int end = next.find(parameter.end()) ? next.start() : comment.length();
      parameters.put(parameter.group(1), plain(comment.substring(parameter.end(), end)));
    }
    return new Doc(plain(text), parameters);
  }

  /** Without Javadoc's marks. */
  private static String plain(String text) {
    String inline =
        INLINE
            .matcher(text)
            .replaceAll(tag -> {
              String content = tag.group(2).strip();
              Optional<String> label =
                  tag.group(1).startsWith("link") && content.contains(" ")
                      ? Optional.of(content.substring(content.indexOf(' ') + 1))
                      : Optional.empty();
              String name = content.replaceFirst("^.*[.#](?=\\w)", "");
              return Matcher.quoteReplacement(
                  label.orElse(tag.group(1).equals("code") ? content : name));
            });
    return inline
        .replaceAll("<[^>]+>", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
