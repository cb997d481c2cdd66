package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Terminal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "pause",
    description = {
      "Stops syncing a connection for a while, or with --provider all connections of a provider in"
          + " every workspace.",
      "What runs ends at its next safe place and loses nothing; what is stored stays readable."
    },
    footer = {
      "",
      "Examples:",
      "  ./tributary pause --account 412001",
      "  ./tributary pause --provider google_analytics --reason 'Google announced maintenance.'"
    })
final class PauseCommand extends Command {
  @CommandLine.Option(
      names = "--account",
      paramLabel = "ID",
      description = "the account's or the connection's id")
  @Nullable String account;

  @CommandLine.Option(
      names = "--provider",
      paramLabel = "PROVIDER",
      description = "for example google_analytics")
  @Nullable String provider;

  @CommandLine.Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "why a provider is paused, one sentence that status shows")
  @Nullable String reason;

  PauseCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    JsonNode done = post(this, "/pauses", wish(account, provider, reason), say);
    say.print(
        done.path("name").asString()
            + " is "
            + done.path("state").asString()
            + ". ./tributary resume lets it go on.");
    answer.put("ok", true).set("paused", done);
    return ExitCode.OK;
  }

  static Map<String, Object> wish(
      @Nullable String account, @Nullable String provider, @Nullable String reason) {
    Map<String, Object> wish = new LinkedHashMap<>();
    if (account != null) {
      wish.put("account", account);
    }
    if (provider != null) {
      wish.put("provider", provider);
    }
    if (reason != null) {
      wish.put("reason", reason);
    }
    return wish;
  }

  static JsonNode post(Command command, String path, Map<String, Object> wish, Terminal say)
      throws InterruptedException {
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), command.environment());
    try (Reach reach = Reach.of(settings, Reach.Need.LOOK, say)) {
      return reach.client().post(path, wish);
    }
  }
}
