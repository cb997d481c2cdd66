package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the documents name must exist: classes, tests and files. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** A class, or a class and a test of it, in code style: {@code `PlannerTest#a_day_is_...`}. */
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z][A-Za-z0-9]+)(?:#([A-Za-z0-9_]+))?`");

  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)");

  private static final Map<String, List<Path>> SOURCES = new HashMap<>();

  @BeforeAll
  static void findSources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      files
          .filter(
              file -> file.toString().contains("/src/") && !file.toString().contains("/target/"))
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file ->
              SOURCES
                  .computeIfAbsent(
                      file.getFileName().toString().replace(".java", ""), name -> new ArrayList<>())
                  .add(file));
    }
  }

  @Test
  void every_requirement_names_classes_and_tests_that_exist() throws IOException {
    assertNamesExist(ROOT.resolve("docs/requirements.md"), 30);
  }

  @Test
  void every_edge_case_names_tests_that_exist() throws IOException {
    assertNamesExist(ROOT.resolve("docs/edge-cases.md"), 15);
  }

  @Test
  void the_architecture_names_classes_that_exist() throws IOException {
    assertNamesExist(ROOT.resolve("docs/architecture.md"), 10);
  }

  private static void assertNamesExist(Path document, int namesMin) throws IOException {
    List<String> gone = new ArrayList<>();
    int names = 0;
    Matcher matcher = NAMED.matcher(Files.readString(document));
    while (matcher.find()) {
      names++;
      if (!exists(matcher.group(1), matcher.group(2))) {
        gone.add(matcher.group());
      }
    }
    assertThat(gone).as("named in %s but not in the code", document.getFileName()).isEmpty();
    assertThat(names)
        .as("names found in %s", document.getFileName())
        .isGreaterThanOrEqualTo(namesMin);
  }

  private static boolean exists(String type, String method) {
    return SOURCES.getOrDefault(type, List.of()).stream()
        .anyMatch(file -> method == null || read(file).contains(" " + method + "("));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void every_link_between_documents_leads_somewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    try (Stream<Path> documents = Files.walk(ROOT, 3)) {
      for (Path document :
          documents
              .filter(file -> file.toString().endsWith(".md"))
              .filter(
                  file -> !file.toString().contains("/target/") && !file.toString().contains("/."))
              .toList()) {
        Matcher matcher = LINK.matcher(Files.readString(document));
        while (matcher.find()) {
          if (!Files.exists(document.resolveSibling(matcher.group(1)))) {
            broken.add(ROOT.relativize(document) + " -> " + matcher.group(1));
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }
}
