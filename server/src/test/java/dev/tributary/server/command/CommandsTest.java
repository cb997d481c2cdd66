package dev.tributary.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.Captured;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CommandsTest {
  private static final Map<String, String> NOTHING = Map.of();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo", "serve", "connect", "sandbox", "status", "explain", "sync", "doctor", "keys"
      })
  void every_command_explains_itself_with_an_example(String command) {
    Captured help = Captured.run(NOTHING, command, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains(
            "Usage: tributary " + command,
            "Example",
            "./tributary " + command.substring(0, 2),
            "--json");
  }

  @Test
  void the_root_lists_the_commands() {
    assertThat(Captured.run(NOTHING, "--help").out()).contains("doctor", "explain", "sync");
  }

  @Test
  void a_mistyped_command_line_is_a_usage_problem_in_text_and_json() {
    Captured text = Captured.run(NOTHING, "demo", "--dayz", "3");
    assertThat(text.code()).isEqualTo(2);
    assertThat(text.err()).contains("--dayz", "./tributary demo --help");
    Captured json = Captured.run(NOTHING, "demo", "--days", "three", "--json");
    assertThat(json.json().path("error").path("code").asString()).isEqualTo("usage");
    Captured unknown = Captured.run(NOTHING, "sink");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("./tributary --help");
  }

  @Test
  void numbers_out_of_range_are_usage_problems() {
    assertThat(Captured.run(NOTHING, "demo", "--days", "0").err())
        .contains("--days must be 1 to 730");
    assertThat(Captured.run(NOTHING, "demo", "--days", "731").code()).isEqualTo(2);
    assertThat(Captured.run(NOTHING, "sandbox", "--quotas", "maybe").err())
        .contains("--quotas must be on or off");
    assertThat(Captured.run(NOTHING, "sandbox", "--port", "70000").err())
        .contains("--port must be");
    assertThat(Captured.run(NOTHING, "sandbox", "--entities", "0").code()).isEqualTo(2);
  }

  @Test
  void a_key_is_made_for_its_owners_eyes_and_never_overwritten() throws Exception {
    Path key = folder.resolve("key");
    Captured made = Captured.run(NOTHING, "keys", "generate", "--out", key.toString(), "--json");
    assertThat(made.code()).isZero();
    assertThat(made.json().path("file").asString()).isEqualTo(key.toString());
    assertThat(made.json().has("key")).isFalse();
    assertThat(Files.getPosixFilePermissions(key))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    String before = Files.readString(key);

    Captured again = Captured.run(NOTHING, "keys", "generate", "--out", key.toString());
    assertThat(again.code()).isEqualTo(3);
    assertThat(again.err()).contains("never overwritten").doesNotContain(before.strip());
    assertThat(Files.readString(key)).isEqualTo(before);

    assertThat(Captured.run(NOTHING, "keys", "generate", "--out", "/proc/key").err())
        .contains("/proc/key");
    assertThat(Captured.run(NOTHING, "keys", "rotate").code()).isEqualTo(2);
    Captured shown = Captured.run(NOTHING, "keys", "generate");
    assertThat(shown.out()).startsWith("tribkey_").hasLineCount(1);
  }

  @Test
  void the_sandbox_says_first_where_everything_is() throws Exception {
    Captured sandbox = Captured.start(NOTHING, "sandbox", "--quotas", "off", "--entities", "10");
    sandbox.said("The sandbox listens at");
    JsonNode first = new JsonMapper().readTree(sandbox.out().lines().findFirst().orElseThrow());
    assertThat(first.path("google").path("clientId").asString()).isNotEmpty();
    assertThat(sandbox.interrupt().code()).isEqualTo(130);
    assertThat(sandbox.out()).hasLineCount(1);
  }

  @Test
  void a_sandbox_that_cannot_start_says_why() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Captured sandbox =
          Captured.run(NOTHING, "sandbox", "--port", String.valueOf(taken.getLocalPort()));
      assertThat(sandbox.code()).isEqualTo(3);
      assertThat(sandbox.err()).contains("another with --port");
    }
    Path scenario = folder.resolve("scenario.json");
    assertThat(Captured.run(NOTHING, "sandbox", "--scenario", scenario.toString()).err())
        .contains("scenario.json cannot be used");
    for (String wrong :
        new String[] {
          "{",
          "{\"weather\":1}",
          "{\"clock\":{\"set\":\"noon\"}}",
          "{\"google\":{\"properties\":{\"1\":{}}}}"
        }) {
      Files.writeString(scenario, wrong);
      Captured refused =
          Captured.run(NOTHING, "sandbox", "--scenario", scenario.toString(), "--json");
      assertThat(refused.code()).as(refused.toString()).isEqualTo(2);
      assertThat(refused.json().path("error").path("message").asString())
          .contains("sandbox/README.md");
    }
  }

  /** A command that does what a test says. */
  @picocli.CommandLine.Command(name = "test")
  private static final class Told extends Command {
    private final RuntimeException thrown;

    Told(Map<String, String> environment, Terminal terminal, RuntimeException thrown) {
      super(environment, terminal);
      this.thrown = thrown;
    }

    @Override
    ExitCode run(Terminal say, ObjectNode answer) {
      answer.put("half", true);
      throw thrown;
    }
  }

  private static String told(boolean json, Map<String, String> environment, RuntimeException e) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Told command = new Told(environment, new Terminal(stream, stream, false, false, true), e);
    command.json = json;
    return command.call() + " " + out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_mistake_of_our_own_is_said_to_be_one_and_shown_to_who_asks() {
    assertThat(told(false, NOTHING, new IllegalStateException("tribkey_secret")))
        .startsWith("70 Tributary made a mistake (IllegalStateException). Set TRIBUTARY_DEBUG=1")
        .doesNotContain("tribkey_secret", "\tat ");
    assertThat(told(false, Map.of("TRIBUTARY_DEBUG", "1"), new IllegalStateException("x")))
        .contains("\tat dev.tributary.server");
  }

  @Test
  void what_a_command_had_prepared_is_not_printed_beside_its_error() {
    assertThat(told(true, NOTHING, new Problem(ExitCode.PROVIDER, "No.")))
        .isEqualTo("5 {\"ok\":false,\"error\":{\"code\":\"provider\",\"message\":\"No.\"}}\n");
  }
}
