package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Table;
import dev.tributary.server.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "status",
    description = "Shows what is connected, how fresh it is, and what waits or failed.",
    footer = {"", "Example:", "  ./tributary status --json"})
final class StatusCommand extends Command {
  StatusCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment());
    boolean good = true;
    try (Reach reach = Reach.of(settings, Reach.Need.LOOK, say)) {
      JsonNode report = reach.client().get("/status");
      for (JsonNode integration : report.path("integrations")) {
        good &= integration.path("status").asString().equals("connected");
        good &= integration.path("gaveUp").isEmpty();
        print(integration, say);
      }
      if (report.path("integrations").isEmpty()) {
        say.print("Nothing is connected yet. Run ./tributary connect google_analytics.");
      }
      installation(report, say);
      answer.put("ok", good);
      for (String part :
          List.of("integrations", "pausedProviders", "noticesPending", "node", "workers")) {
        answer.set(part, report.path(part));
      }
    }
    return good ? ExitCode.OK : ExitCode.NOT_OK;
  }

  private static void installation(JsonNode report, Terminal say) {
    for (JsonNode paused : report.path("pausedProviders")) {
      say.print(
          "%s is paused by %s since %s: %s ./tributary resume --provider %s lets it go on."
              .formatted(
                  paused.path("provider").asString(),
                  paused.path("by").asString(),
                  paused.path("at").asString(),
                  paused.path("reason").asString(),
                  paused.path("provider").asString()));
    }
    if (report.path("noticesPending").asInt() > 0) {
      say.print(
          report.path("noticesPending").asString()
              + " notices to administrators are not sent yet.");
    }
    for (JsonNode worker : report.path("workers")) {
      say.print(
          "%s works on %s syncs, seen at %s."
              .formatted(
                  worker.path("name").asString(),
                  worker.path("turns").asString(),
                  worker.path("seenAt").asString()));
    }
    say.print(
        "As of %s, told by %s (%s)."
            .formatted(
                report.path("now").asString(),
                report.path("node").path("name").asString(),
                String.join(
                    ", ",
                    report
                        .path("node")
                        .path("roles")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList())));
  }

  private static void print(JsonNode integration, Terminal say) {
    say.print(
        say.bold(integration.path("account").asString())
            + " ("
            + integration.path("provider").asString()
            + " "
            + integration.path("accountId").asString()
            + "): "
            + integration.path("state").asString()
            + " and "
            + integration.path("freshness").asString()
            + ", data through "
            + integration.path("dataThrough").asString("nowhere yet"));
    say.print("  " + integration.path("doing").asString());
    say.print("  connection " + integration.path("id").asString());
    for (JsonNode gaveUp : integration.path("gaveUp")) {
      say.print("  gave up: " + gaveUp.asString());
    }
    Table table =
        new Table("stream", "days>", "missing>", "may change>", "failed>", "held>", "rows>");
    for (JsonNode stream : integration.path("streams")) {
      table.row(
          stream.path("stream").asString(),
          stream.path("days").asString(),
          stream.path("missingDays").asString(),
          stream.path("mayChange").asString(),
          stream.path("failed").asString(),
          stream.path("held").asString(),
          stream.path("rows").asString());
    }
    table.print(say);
    say.print("");
  }
}
