package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Table;
import dev.tributary.server.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "dead-letters",
    description = {
      "Shows what was given up after all tries, grouped by cause, with what to do about each; with"
          + " --list one line for each.",
      "./tributary replay has them read again. --skip gives the days of one up for good, with a"
          + " reason; --dismiss puts one away that names no days."
    },
    footer = {
      "",
      "Examples:",
      "  ./tributary dead-letters --code unavailable --list",
      "  ./tributary dead-letters --skip 0198c0de-0000-7000-8000-000000000000 --reason 'Property was"
          + " deleted.'"
    })
final class DeadLettersCommand extends Command {
  @CommandLine.Mixin MatchingOptions matching = new MatchingOptions();

  @CommandLine.Option(names = "--list", description = "one line for each instead of each cause")
  boolean list;

  @CommandLine.Option(
      names = "--closed",
      description = "those that are done, with --list and how they ended")
  boolean closed;

  @CommandLine.Option(
      names = "--after",
      paramLabel = "ID",
      description = "those that follow, as the end of a list says")
  @Nullable UUID after;

  @CommandLine.Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "how many at most (default: 50, at most 200)")
  int limit;

  @CommandLine.Option(
      names = "--skip",
      paramLabel = "ID",
      description = "gives its days up for good; needs --reason")
  @Nullable UUID skip;

  @CommandLine.Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "why, one sentence that stays with the days")
  @Nullable String reason;

  @CommandLine.Option(
      names = "--dismiss",
      paramLabel = "ID",
      description = "puts one away that names no days")
  @Nullable UUID dismiss;

  DeadLettersCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    if (skip != null && reason == null) {
      throw new Problem(ExitCode.USAGE, "--skip needs --reason: say why these days are given up.");
    }
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment());
    try (Reach reach = Reach.of(settings, Reach.Need.LOOK, say)) {
      answer.put("ok", true);
      if (skip != null && reason != null) {
        reach.client().post("/dead-letters/" + skip + "/skip", Map.of("reason", reason));
        say.print("Its days are skipped; they are read again only if somebody asks for them.");
        answer.put("skipped", skip.toString());
      } else if (dismiss != null) {
        reach.client().post("/dead-letters/" + dismiss + "/dismiss", Map.of());
        say.print("It is put away.");
        answer.put("dismissed", dismiss.toString());
      } else if (list || closed) {
        list(reach, say, answer);
      } else {
        causes(reach, say, answer);
      }
    }
    return ExitCode.OK;
  }

  private void causes(Reach reach, Terminal say, ObjectNode answer) throws InterruptedException {
    JsonNode causes = reach.client().get("/dead-letters/causes" + matching.query());
    answer.set("causes", causes);
    if (causes.isEmpty()) {
      say.print("Nothing is given up.");
    }
    for (JsonNode cause : causes) {
      say.print(
          say.bold(cause.path("code").asString())
              + " ("
              + cause.path("provider").asString()
              + (cause.path("stream").isString() ? " " + cause.path("stream").asString() : "")
              + "): "
              + cause.path("letters").asString()
              + " dead letters of "
              + cause.path("connections").asString()
              + " connections, "
              + cause.path("days").asString()
              + " days, since "
              + cause.path("firstAt").asString());
      say.print("  " + cause.path("sample").asString());
      say.print("  " + cause.path("nextStep").asString());
      say.print("");
    }
  }

  private void list(Reach reach, Terminal say, ObjectNode answer) throws InterruptedException {
    JsonNode page =
        reach
            .client()
            .get(
                "/dead-letters"
                    + matching
                        .query()
                        .add("closed", String.valueOf(closed))
                        .add("after", after == null ? null : after.toString())
                        .add("limit", String.valueOf(limit)));
    answer.set("deadLetters", page.path("items"));
    answer.set("next", page.path("next"));
    if (page.path("items").isEmpty()) {
      say.print(closed ? "None was closed." : "Nothing is given up.");
      return;
    }
    Table table =
        new Table("dead letter", "account", "stream", "days", "tries>", "since", "state", "cause");
    for (JsonNode letter : page.path("items")) {
      table.row(
          letter.path("id").asString(),
          letter.path("account").asString(),
          letter.path("stream").asString("–"),
          letter.path("days").asString("–"),
          letter.path("attempts").asString(),
          letter.path("firstAt").asString(),
          letter.path("closed").asString("open"),
          letter.path("code").asString() + ": " + letter.path("cause").asString());
    }
    table.print(say);
    if (page.path("next").isString()) {
      say.print("More: --after " + page.path("next").asString());
    }
  }
}
