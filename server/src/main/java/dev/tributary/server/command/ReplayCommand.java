package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "replay",
    description = {
      "Has read again what was given up: one dead letter, or all that match.",
      "Asking twice asks once. A dead letter is closed when its days are stored."
    },
    footer = {
      "",
      "Examples:",
      "  ./tributary replay 0198c0de-0000-7000-8000-000000000000",
      "  ./tributary replay --code unavailable --stream overview"
    })
final class ReplayCommand extends Command {
  @CommandLine.Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "one dead letter; ./tributary dead-letters --list names them")
  @Nullable UUID id;

  @CommandLine.Mixin MatchingOptions matching = new MatchingOptions();

  @CommandLine.Option(names = "--all", description = "everything that was given up")
  boolean all;

  ReplayCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment());
    try (Reach reach = Reach.of(settings, Reach.Need.LOOK, say)) {
      if (id != null) {
        JsonNode begun = reach.client().post("/dead-letters/" + id + "/replay", Map.of());
        say.print("It is read again now; ./tributary jobs shows how it goes.");
        answer.put("ok", true).set("operation", begun.path("operation"));
        return ExitCode.OK;
      }
      Map<String, Object> wish = matching.wish();
      wish.put("all", all);
      JsonNode replayed = reach.client().post("/dead-letters/replay", wish);
      return tell(replayed, say, answer);
    }
  }

  private static ExitCode tell(JsonNode replayed, Terminal say, ObjectNode answer) {
    say.print(
        "%s dead letters are read again now, %s were so already."
            .formatted(replayed.path("replayed").asString(), replayed.path("underWay").asString()));
    for (JsonNode refused : replayed.path("refused")) {
      say.print(
          "%s of connection %s cannot be: %s"
              .formatted(
                  refused.path("letters").asString(),
                  refused.path("integration").asString(),
                  refused.path("sentence").asString()));
    }
    boolean good = replayed.path("refused").isEmpty();
    answer.put("ok", good).setAll((ObjectNode) replayed);
    return good ? ExitCode.OK : ExitCode.NOT_OK;
  }
}
