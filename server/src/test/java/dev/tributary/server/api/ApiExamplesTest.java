package dev.tributary.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.store.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of docs/api.md, in a shell, in their order. */
@ExtendWith(SharedServer.class)
class ApiExamplesTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```sh\n(.*?)```");

  private final Running running;
  private final Town town;

  ApiExamplesTest(Running running) {
    this.running = running;
    this.town = new Town(running);
  }

  private static List<String> examples() throws IOException {
    List<String> examples = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(Files.readString(Path.of("../docs/api.md")));
    while (matcher.find()) {
      examples.add(matcher.group(1));
    }
    return examples;
  }

  private String run(String example) throws IOException, InterruptedException {
    ProcessBuilder shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", example);
    shell.environment().put("TRIBUTARY", running.server().address().toString());
    shell.environment().put("KEY", town.key(Role.ADMIN).key().orElseThrow().reveal());
    shell.environment().put("WORKSPACE", town.workspace().toString());
    Process process = shell.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s%n%s", example, said).isZero();
    return said;
  }

  @Test
  void every_example_of_the_document_works() throws Exception {
    List<String> said = new ArrayList<>();
    for (String example : examples()) {
      said.add(run(example));
    }
    assertThat(said).hasSize(6);
    assertThat(said.get(0)).contains(town.workspace().toString());
    assertThat(said.get(1)).contains("\"secret\":\"trib_");
    assertThat(said.get(2)).contains("\"zone\":\"Europe/Berlin\"");
    assertThat(said.get(3)).contains("api_key.made");
    assertThat(said.get(4)).contains("/invitation#");
    assertThat(said.get(5)).contains("\"code\":\"not_found\"", "nextAction");
  }
}
