package dev.tributary.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every code that is thrown is explained, and docs/problems.md explains the same. */
class ProblemCatalogueTest {
  private static final Path DOCUMENT = Path.of("../docs/problems.md");

  /** Where a code is the first argument, or the second after a kind. */
  private static final List<Pattern> THROWN =
      List.of(
          Pattern.compile("new ConnectException\\(\\s*\"([a-z_]+)\""),
          Pattern.compile("new KpiQueryException\\(\\s*\"([a-z_]+)\""),
          Pattern.compile("Kind\\.[A-Z_]+,\\s*\"([a-z_]+)\""),
          Pattern.compile("(?:TokenRejected|GrantRejected|PermissionMissing) _ -> \"([a-z_]+)\""));

  private static Set<String> thrown() throws IOException {
    Set<String> codes = new TreeSet<>();
    for (String module : new String[] {"server", "engine"}) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.endsWith("Setting.java"))
            .map(ProblemCatalogueTest::read)
            .forEach(source -> THROWN.forEach(pattern -> find(pattern, source, codes)));
      }
    }
    return codes;
  }

  private static void find(Pattern pattern, String source, Set<String> codes) {
    Matcher matcher = pattern.matcher(source);
    while (matcher.find()) {
      codes.add(matcher.group(1));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> explained() {
    return ProblemCatalogue.all().stream()
        .map(ProblemCatalogue.Entry::code)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void every_code_that_is_thrown_is_explained() throws IOException {
    assertThat(thrown()).hasSizeGreaterThan(60);
    assertThat(explained()).containsAll(thrown());
  }

  @Test
  void the_document_explains_the_same() throws IOException {
    String wanted = document();
    if (Boolean.getBoolean("tributary.write-reference")) {
      Files.writeString(DOCUMENT, wanted);
    }
    assertThat(Files.readString(DOCUMENT))
        .as("run ./tributary test -Dtributary.write-reference=true to write it anew")
        .isEqualTo(wanted);
  }

  private static String document() {
    return """
    # Problems

    Generated from the code. Whatever the API cannot do is answered with a problem document (RFC 9457,
    `application/problem+json`): `type`, `title`, `status`, `detail` (this time, in one sentence), `code` (stable, for
    programs), `requestId` (as in the log and in `X-Request-Id`), `retryable` (whether the same request may succeed later),
    `nextAction`, and `errors` where fields of the body or parameters are wrong. A running server shows this page at
    `/docs/problems`.

    | code | status | what it means | what to do | again later |
    | --- | --- | --- | --- | --- |
    """
        + ProblemCatalogue.all().stream()
            .map(entry ->
                "| `%s` | %d | %s | %s | %s |\n"
                    .formatted(
                        entry.code(),
                        entry.status(),
                        entry.title(),
                        entry.nextAction(),
                        entry.retryable() ? "yes" : ""))
            .collect(Collectors.joining());
  }
}
