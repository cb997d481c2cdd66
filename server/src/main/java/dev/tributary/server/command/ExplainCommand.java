package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Table;
import dev.tributary.server.terminal.Terminal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "explain",
    description =
        "Shows why a number is what it is: where it comes from, which report of the provider it must"
            + " equal, and the days behind it with their state, flags and changes.",
    footer = {
      "",
      "Example:",
      "  ./tributary explain --account 412001 --kpi sessions --from 2026-11-01 --to 2026-11-07"
    })
final class ExplainCommand extends Command {
  @CommandLine.Option(
      names = "--account",
      paramLabel = "ID",
      description = "the account's or the connection's id; may be left out when there is one")
  @Nullable String account;

  @CommandLine.Option(
      names = "--kpi",
      required = true,
      paramLabel = "KPI",
      description = "for example sessions; an unknown one lists all")
  String kpi = "";

  @CommandLine.Option(
      names = "--from",
      paramLabel = "DAY",
      description = "the first day (default: four weeks)")
  @Nullable LocalDate from;

  @CommandLine.Option(
      names = "--to",
      paramLabel = "DAY",
      description = "the last day (default: yesterday in the account's time zone)")
  @Nullable LocalDate to;

  ExplainCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    Settings settings = Settings.load(Path.of("").toAbsolutePath(), environment());
    try (Reach reach = Reach.of(settings, Reach.Need.LOOK, say)) {
      JsonNode explanation = reach.client().get("/explanation?" + query());
      print(explanation, say);
      answer.put("ok", true).set("explanation", explanation);
    }
    return ExitCode.OK;
  }

  private String query() {
    StringJoiner query = new StringJoiner("&");
    query.add("kpi=" + URLEncoder.encode(kpi, StandardCharsets.UTF_8));
    if (account != null) {
      query.add("account=" + URLEncoder.encode(account, StandardCharsets.UTF_8));
    }
    if (from != null) {
      query.add("from=" + from);
    }
    if (to != null) {
      query.add("to=" + to);
    }
    return query.toString();
  }

  private static void print(JsonNode it, Terminal say) {
    say.print(
        say.bold(it.path("label").asString())
            + " of "
            + it.path("account").asString()
            + " ("
            + it.path("provider").asString()
            + " "
            + it.path("accountId").asString()
            + "), "
            + it.path("from").asString()
            + " to "
            + it.path("to").asString()
            + ", days in "
            + it.path("zone").asString());
    say.print("  value       " + value(it) + caveats(it));
    say.print("  means       " + it.path("definition").asString());
    say.print("  formula     " + it.path("formula").asString());
    say.print("  stream      " + it.path("stream").asString());
    say.print(
        "  must equal  "
            + it.path("report").asString()
            + " ("
            + words(it.path("sourceFields"))
            + ")");
    say.print("");
    Table table =
        new Table("day", "state", "value>", "rows>", "version>", "fetched at", "next due", "notes");
    for (JsonNode day : it.path("days")) {
      table.row(
          day.path("day").asString(),
          day.path("state").asString(),
          day.path("value").asString(""),
          day.path("rows").asString(),
          day.path("version").asString(),
          time(day.path("fetchedAt")),
          time(day.path("nextDueAt")),
          notes(day));
    }
    table.print(say);
    for (JsonNode day : it.path("days")) {
      for (JsonNode change : day.path("revisions")) {
        say.print(change(day, change));
      }
    }
  }

  private static String value(JsonNode it) {
    String unit = it.path("currency").asString(it.path("unit").asString());
    return it.path("value").isNull() || it.path("value").isMissingNode()
        ? "none: nothing is stored, or nobody asked the provider for exactly these days"
        : it.path("value").asString() + " " + unit;
  }

  private static String caveats(JsonNode it) {
    StringJoiner caveats = new StringJoiner(", ", ", ", "").setEmptyValue("");
    if (it.path("missing").asInt() > 0) {
      caveats.add(it.path("missing").asInt() + " days missing");
    }
    if (it.path("partial").asBoolean()) {
      caveats.add("partial");
    }
    if (it.path("mayChange").asBoolean()) {
      caveats.add("may change");
    }
    return caveats.toString();
  }

  private static String notes(JsonNode day) {
    StringJoiner notes = new StringJoiner(", ");
    day.path("flags").forEach(flag -> notes.add(flag.asString()));
    if (day.path("problem").isString()) {
      notes.add(day.path("problem").asString() + ": " + day.path("reason").asString(""));
    } else if (day.path("reason").isString()) {
      notes.add(day.path("reason").asString());
    }
    return notes.toString();
  }

  private static String change(JsonNode day, JsonNode change) {
    StringJoiner totals = new StringJoiner(", ");
    for (JsonNode total : change.path("totals")) {
      totals.add(
          total.path("measure").asString()
              + " "
              + total.path("before").asString("–")
              + " → "
              + total.path("after").asString());
    }
    return "  %s changed at %s (%s): %s"
        .formatted(
            day.path("day").asString(),
            time(change.path("at")),
            change.path("cause").asString(),
            totals);
  }

  /** To the second: 2026-11-22T08:15:00Z. */
  private static String time(JsonNode time) {
    return time.asString("").replaceFirst("\\.[0-9]+Z$", "Z");
  }

  private static String words(JsonNode list) {
    StringJoiner words = new StringJoiner(", ");
    list.forEach(word -> words.add(word.asString()));
    return words.toString();
  }
}
