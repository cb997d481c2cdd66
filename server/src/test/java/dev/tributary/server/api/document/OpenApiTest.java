package dev.tributary.server.api.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The committed document says what the code does, and takes nothing away from who relies on it. */
class OpenApiTest {
  private static final Path DOCUMENT = Path.of("../docs/openapi.yaml");
  private static final Map<String, Object> TREE = ApiDocument.tree();

  @Test
  void the_committed_document_is_what_the_code_does() throws IOException {
    String generated = dev.tributary.server.api.document.Yaml.of(TREE);
    if (Boolean.getBoolean("tributary.write-reference")) {
      Files.writeString(DOCUMENT, generated);
    }
    assertThat(Files.readString(DOCUMENT))
        .as("run ./tributary test -Dtributary.write-reference=true to write it anew")
        .isEqualTo(generated);
  }

  @Test
  void what_is_written_is_yaml_of_the_same_content() {
    assertThat((Object) new Yaml().load(dev.tributary.server.api.document.Yaml.of(TREE)))
        .isEqualTo(TREE);
  }

  /** A breaking change needs another version, which says so to everybody. */
  @Test
  void nothing_is_taken_away_under_the_same_version() throws Exception {
    Map<?, ?> before = previous().orElse(TREE);
    String versionBefore = version(before);
    List<String> breaking = Breaking.between(before, TREE);
    if (versionBefore.equals(version(TREE))) {
      assertThat(breaking)
          .as("these break programs: keep them, or raise the version in ApiDocument")
          .isEmpty();
    }
  }

  private static String version(Map<?, ?> document) {
    return String.valueOf(((Map<?, ?>) document.get("info")).get("version"));
  }

  /**
   * The document as it was committed before: the last one when it is being changed, else the one
   * before that. Empty outside of a clone, where nothing is being changed.
   */
  private static Optional<Map<?, ?>> previous() throws Exception {
    Optional<String> last = git("show", "HEAD:docs/openapi.yaml");
    if (last.isEmpty() || !last.get().equals(Files.readString(DOCUMENT))) {
      return last.map(text -> (Map<?, ?>) new Yaml().load(text));
    }
    Optional<String> commits = git("log", "-2", "--format=%H", "--", "docs/openapi.yaml");
    List<String> lines = commits.map(text -> text.lines().toList()).orElse(List.of());
    return lines.size() < 2
        ? Optional.empty()
        : git("show", lines.get(1) + ":docs/openapi.yaml")
            .map(text -> (Map<?, ?>) new Yaml().load(text));
  }

  private static Optional<String> git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(Path.of("..").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return Optional.empty();
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? Optional.of(said) : Optional.empty();
  }

  // --- the comparison itself ---

  private static Map<String, Object> copy() {
    return new LinkedHashMap<>((Map<String, Object>) new Yaml().load(new Yaml().dump(TREE)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> at(Map<String, Object> document, String... keys) {
    Map<String, Object> found = document;
    for (String key : keys) {
      found = (Map<String, Object>) found.get(key);
    }
    return found;
  }

  @Test
  void the_same_document_and_one_with_more_break_nothing() {
    Map<String, Object> more = copy();
    at(more, "paths").put("/api/v1/new", Map.of());
    at(more, "components", "schemas", "Workspace", "properties")
        .put("color", Map.of("type", "string"));
    assertThat(Breaking.between(TREE, more)).isEmpty();
  }

  @Test
  void what_is_gone_changed_or_newly_needed_is_told() {
    Map<String, Object> after = copy();
    at(after, "paths").remove("/api/v1/session/sign-ins");
    at(after, "components", "schemas", "Workspace", "properties").remove("zone");
    at(after, "components", "schemas", "Workspace", "properties", "name").put("type", "integer");
    at(after, "components", "schemas", "WorkspaceChange").put("required", List.of("name"));
    assertThat(Breaking.between(TREE, after))
        .anyMatch(line -> line.equals("get /api/v1/session/sign-ins is gone"))
        .anyMatch(line -> line.endsWith("has no field zone any more"))
        .anyMatch(line -> line.endsWith("field name has another type"))
        .anyMatch(line -> line.endsWith("now needs the field name"));
  }
}
