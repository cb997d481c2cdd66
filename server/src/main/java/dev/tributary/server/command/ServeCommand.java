package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.app.Server;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "serve",
    description = {
      "Runs the server until Ctrl-C: syncs what is connected and answers on its port.",
      "Settings come from tributary.properties and TRIBUTARY_* variables; all are in"
          + " docs/settings.md."
    },
    footer = {"", "Example:", "  TRIBUTARY_KEY_FILE=./key TRIBUTARY_PORT=8080 ./tributary serve"})
final class ServeCommand extends Command {
  ServeCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment());
    try (Server server = Server.start(settings, true)) {
      answer.put("ok", true).put("address", server.address().toString());
      if (json) {
        printObject(answer.toString());
      }
      say.note(
          "Tributary runs at "
              + server.address()
              + " (public: "
              + server.publicUrl()
              + "). Ctrl-C ends it.");
      stayUp();
    }
    return ExitCode.OK;
  }
}
