package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.ControlClient;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.ProgressBar;
import dev.tributary.server.terminal.Terminal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "sync",
    description = {
      "Reads the days that may still change now, or with --from and --to those days again, and waits"
          + " until they are read.",
      "A running server does it; without one, one is started for as long as this takes."
    },
    footer = {
      "",
      "Example:",
      "  ./tributary sync --account 412001 --from 2026-11-03 --to 2026-11-09"
    })
final class SyncCommand extends Command {
  @CommandLine.Option(
      names = "--account",
      paramLabel = "ID",
      description = "the account's or the connection's id (default: all that sync)")
  @Nullable String account;

  @CommandLine.Option(names = "--from", paramLabel = "DAY", description = "the first day to read")
  @Nullable LocalDate from;

  @CommandLine.Option(
      names = "--to",
      paramLabel = "DAY",
      description = "the last day to read (default: today in the account's time zone)")
  @Nullable LocalDate to;

  private final InstantSource clock = InstantSource.system();

  SyncCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    if (from == null && to != null) {
      throw new Problem(ExitCode.USAGE, "--to needs --from; add the first day to read.");
    }
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment());
    try (Reach reach = Reach.of(settings, Reach.Need.SYNC, say)) {
      Map<String, Object> wish = new LinkedHashMap<>();
      put(wish, "account", account);
      put(wish, "from", from);
      put(wish, "to", to);
      JsonNode asked = reach.client().post("/syncs", wish);
      for (JsonNode one : asked) {
        waitFor(reach.client(), one, say);
      }
      answer.put("ok", true).set("synced", asked);
    }
    return ExitCode.OK;
  }

  private static void put(Map<String, Object> wish, String name, @Nullable Object value) {
    if (value != null) {
      wish.put(name, value.toString());
    }
  }

  private void waitFor(ControlClient server, JsonNode asked, Terminal say)
      throws InterruptedException {
    ProgressBar bar = new ProgressBar(say, asked.path("account").asString(), clock.instant());
    try {
      while (true) {
        JsonNode progress = server.get("/operations/" + asked.path("operation").asString());
        Instant now = clock.instant();
        bar.show(sum(progress, "daysDone"), sum(progress, "daysPlanned"), "", now);
        if (progress.path("done").asBoolean()) {
          return;
        }
        requireMoving(server, asked);
        Thread.sleep(200);
      }
    } finally {
      bar.close();
    }
  }

  private static long sum(JsonNode progress, String part) {
    long sum = 0;
    for (JsonNode stream : progress.path("streams")) {
      sum += stream.path(part).asLong();
    }
    return sum;
  }

  /** What waits for a person or a later hour is not waited for here. */
  private static void requireMoving(ControlClient server, JsonNode asked)
      throws InterruptedException {
    for (JsonNode one : server.get("/status").path("integrations")) {
      if (!one.path("id").equals(asked.path("integration"))) {
        continue;
      }
      String doing = one.path("doing").asString();
      if (one.path("waits").asBoolean()) {
        throw new Problem(
            ExitCode.NOT_OK, one.path("account").asString() + " is not read yet: " + doing);
      }
    }
  }
}
