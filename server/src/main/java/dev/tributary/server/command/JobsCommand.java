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
    name = "jobs",
    description = {
      "Lists the latest jobs, newest first: one job is one turn of reading an account.",
      "With an id it shows that job and every try of it; with --cancel it ends one that waits or"
          + " runs, at its next safe place. What was asked for stays and goes on with the next sync."
    },
    footer = {
      "",
      "Examples:",
      "  ./tributary jobs --status failed",
      "  ./tributary jobs 0198c0de-0000-7000-8000-000000000000 --json"
    })
final class JobsCommand extends Command {
  @CommandLine.Parameters(
      arity = "0..1",
      paramLabel = "JOB",
      description = "the id of one job (default: lists them)")
  @Nullable UUID id;

  @CommandLine.Option(
      names = "--account",
      paramLabel = "ID",
      description = "only of this account or connection")
  @Nullable String account;

  @CommandLine.Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "only pending, running, completed or failed ones")
  @Nullable String status;

  @CommandLine.Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many at most (default: 20, at most 1000)")
  int limit;

  @CommandLine.Option(names = "--cancel", description = "ends the named job")
  boolean cancel;

  JobsCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    if (cancel && id == null) {
      throw new Problem(
          ExitCode.USAGE, "--cancel needs the id of a job; ./tributary jobs lists them.");
    }
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment());
    try (Reach reach = Reach.of(settings, Reach.Need.LOOK, say)) {
      if (id == null) {
        list(reach, say, answer);
      } else if (cancel) {
        JsonNode job = reach.client().post("/jobs/" + id + "/cancel", Map.of());
        say.print(
            job.path("status").asString().equals("running")
                ? "It ends at its next safe place, within seconds."
                : "Cancelled.");
        answer.put("ok", true).set("job", job);
      } else {
        JsonNode detail = reach.client().get("/jobs/" + id);
        show(detail, say);
        answer.put("ok", true).setAll((ObjectNode) detail);
      }
    }
    return ExitCode.OK;
  }

  private void list(Reach reach, Terminal say, ObjectNode answer) throws InterruptedException {
    JsonNode jobs =
        reach
            .client()
            .get(
                "/jobs"
                    + new Query()
                        .add("account", account)
                        .add("status", status)
                        .add("limit", String.valueOf(limit)));
    answer.put("ok", true).set("jobs", jobs);
    if (jobs.isEmpty()) {
      say.print("There are no such jobs.");
      return;
    }
    Table table =
        new Table("job", "account", "started", "status", "days>", "rows>", "retries>", "what");
    for (JsonNode job : jobs) {
      table.row(
          job.path("id").asString(),
          job.path("account").asString(),
          job.path("startedAt").asString("–"),
          job.path("outcome").asString(job.path("status").asString()),
          job.path("daysDone").asString(),
          job.path("rows").asString(),
          job.path("retryCount").asString(),
          what(job));
    }
    table.print(say);
  }

  /** What it waits for, reads, or failed with. */
  private static String what(JsonNode job) {
    if (job.path("nextRetryAt").isString()) {
      String why = job.path("waitingFor").asString(job.path("error").asString(""));
      return (job.path("waitingFor").isString() ? "waiting until " : "next try ")
          + job.path("nextRetryAt").asString()
          + (why.isEmpty() ? "" : ": " + why);
    }
    return switch (job.path("status").asString()) {
      case "running" -> job.path("current").asString("");
      case "failed" -> job.path("error").asString("");
      default -> job.path("trigger").asString();
    };
  }

  private static void show(JsonNode detail, Terminal say) {
    JsonNode job = detail.path("job");
    say.print(
        say.bold(job.path("account").asString())
            + " ("
            + job.path("provider").asString()
            + "), asked by "
            + job.path("trigger").asString());
    say.print(
        "  %s, %s of %s days, %s rows, %s retries"
            .formatted(
                job.path("outcome").asString(job.path("status").asString()),
                job.path("daysDone").asString(),
                job.path("daysPlanned").asString(),
                job.path("rows").asString(),
                job.path("retryCount").asString()));
    say.print(
        "  started %s, ended %s, next sync %s"
            .formatted(
                job.path("startedAt").asString("not yet"),
                job.path("completedAt").asString("not yet"),
                detail.path("result").path("nextSyncAt").asString("not known")));
    String what = what(job);
    if (!what.isEmpty() && !what.equals(job.path("trigger").asString())) {
      say.print("  " + what);
    }
    for (JsonNode error : detail.path("result").path("errors")) {
      say.print("  " + error.path("code").asString() + ": " + error.path("message").asString());
    }
    say.print("");
    Table table =
        new Table("try", "stream", "days", "started", "seconds>", "requests>", "rows>", "result");
    for (JsonNode attempt : detail.path("attempts")) {
      JsonNode error = attempt.path("error");
      table.row(
          attempt.path("claim").asString(),
          attempt.path("stream").asString("–"),
          attempt.path("days").asString("–"),
          attempt.path("startedAt").asString(),
          attempt.path("seconds").asString(),
          attempt.path("requests").asString(),
          attempt.path("rows").asString(),
          attempt.path("outcome").asString()
              + (error.isObject()
                  ? ": " + error.path("code").asString() + ", " + error.path("message").asString()
                  : ""));
    }
    table.print(say);
  }
}
