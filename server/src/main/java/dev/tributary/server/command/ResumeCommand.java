package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.terminal.Terminal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "resume",
    description = {
      "Lets a connection go on that was paused, held or given up, or a provider that was paused.",
      "What was missed is read once, the newest days first."
    },
    footer = {
      "",
      "Examples:",
      "  ./tributary resume --account 412001",
      "  ./tributary resume --provider google_analytics"
    })
final class ResumeCommand extends Command {
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

  ResumeCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    JsonNode done =
        PauseCommand.post(this, "/resumes", PauseCommand.wish(account, provider, null), say);
    say.print(done.path("name").asString() + " goes on.");
    answer.put("ok", true).set("resumed", done);
    return ExitCode.OK;
  }
}
