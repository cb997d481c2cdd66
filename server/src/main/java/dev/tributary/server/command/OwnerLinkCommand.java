package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "owner-link",
    description = {
      "Prints a link that makes an owner of every workspace, once, within a day.",
      "Who is known by the same e-mail address gets a new password by it: the way back in for who"
          + " lost theirs. Links printed before are worth nothing from then on."
    },
    footer = {"", "Example:", "  ./tributary owner-link"})
final class OwnerLinkCommand extends Command {
  OwnerLinkCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment());
    try (Reach reach = Reach.of(settings, Reach.Need.CONNECT, say)) {
      String link = reach.client().post("/owner-link", Map.of()).path("link").asString();
      answer.put("ok", true).put("link", link);
      say.print(link);
      say.note("It works once, within a day, in a browser that reaches this address.");
    }
    return ExitCode.OK;
  }
}
