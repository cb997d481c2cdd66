package dev.tributary.server.command;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.ControlClient;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Table;
import dev.tributary.server.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "connect",
    description = {
      "Connects accounts of a provider: prints the address of its consent page, waits for the"
          + " browser to come back, and lets you choose.",
      "A running server is used; without one, one is started for as long as this takes."
    },
    footer = {
      "",
      "Examples:",
      "  ./tributary connect google_analytics",
      "  ./tributary connect google_analytics --service-account key.json --account 412001",
      "  ./tributary connect resend --key key.txt --set zone=Europe/Warsaw",
      "  ./tributary connect google_analytics --reconnect 019d0c5e-7c1f-7a3b-9d2e-3f4a5b6c7d8e"
    })
final class ConnectCommand extends Command {
  private static final int ANSWERS_MAX = 10;
  private static final int DAYS_MAX = 1_200;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @CommandLine.Parameters(
      index = "0",
      paramLabel = "PROVIDER",
      description = "for example google_analytics")
  String provider = "";

  @CommandLine.Option(
      names = "--account",
      paramLabel = "ID",
      description = "the account to connect, instead of choosing; may be repeated")
  List<String> accounts = new ArrayList<>();

  @CommandLine.Option(
      names = {"--service-account", "--key"},
      paramLabel = "FILE",
      description =
          "connect with a service account's key file, or with an API key that a file holds, instead"
              + " of a browser")
  @Nullable Path keyFile;

  @CommandLine.Option(
      names = "--days",
      defaultValue = "90",
      paramLabel = "N",
      description = "how many whole days back to read (default: 90)")
  int days;

  @CommandLine.Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "a setting of the connection; may be repeated")
  Map<String, String> settings = new LinkedHashMap<>();

  @CommandLine.Option(
      names = "--reconnect",
      paramLabel = "ID",
      description = "renew the login of this connection; ./tributary status shows its id")
  @Nullable UUID reconnect;

  ConnectCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    if (days < 1 || days > DAYS_MAX) {
      throw new Problem(ExitCode.USAGE, "--days must be 1 to " + DAYS_MAX + ", not " + days + ".");
    }
    if (reconnect != null && keyFile != null) {
      throw new Problem(
          ExitCode.USAGE,
          "--reconnect goes with a browser; to use a new key, connect the account with it anew.");
    }
    Settings server = Settings.load(Path.of("").toAbsolutePath(), environment());
    Optional<String> key = keyFile == null ? Optional.empty() : Optional.of(read(keyFile));
    try (Reach reach = Reach.of(server, Reach.Need.CONNECT, say)) {
      JsonNode connected =
          key.isPresent() ? byKey(reach.client(), key.get(), say) : byConsent(reach.client(), say);
      answer.put("ok", true).set("connected", connected);
      if (reconnect != null) {
        say.print("Reconnected.");
      }
      for (JsonNode one : connected) {
        say.print("Connected " + one.path("account").asString() + ".");
      }
      say.note(
          reach.own().isPresent()
              ? "Start ./tributary serve to sync it."
              : "The server syncs it now; ./tributary status shows how far it is.");
    }
    return ExitCode.OK;
  }

  private JsonNode byConsent(ControlClient server, Terminal say) throws InterruptedException {
    Map<String, Object> wish = new LinkedHashMap<>();
    wish.put("provider", provider);
    if (reconnect != null) {
      wish.put("reconnect", reconnect.toString());
    }
    JsonNode begun = server.post("/connects", wish);
    String session = begun.path("session").asString();
    say.note("Open this address in a browser and agree:");
    say.note("  " + begun.path("address").asString());
    JsonNode state = waitForBrowser(server, session);
    if (state.path("state").asString().equals("reconnected")) {
      return JSON.createArrayNode();
    }
    List<String> chosen = choose(state.path("accounts"), say);
    return server.post(
        "/connects/" + session + "/choice",
        Map.of("accounts", chosen, "settings", settings, "backfillDays", days));
  }

  private JsonNode waitForBrowser(ControlClient server, String session)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      JsonNode state = server.get("/connects/" + session);
      switch (state.path("state").asString()) {
        case "granted", "reconnected" -> {
          return state;
        }
        case "refused" -> throw new Problem(ExitCode.PROVIDER, state.path("message").asString());
        default -> Thread.sleep(500);
      }
    }
    throw new Problem(
        ExitCode.PROVIDER, "The browser did not come back within ten minutes; start again.");
  }

  private JsonNode byKey(ControlClient server, String key, Terminal say)
      throws InterruptedException {
    Map<String, Object> wish = new LinkedHashMap<>();
    wish.put("provider", provider);
    wish.put("key", key);
    wish.put("accounts", List.of());
    wish.put("settings", settings);
    wish.put("backfillDays", days);
    wish.put("accounts", choose(server.post("/service-accounts/accounts", wish), say));
    return server.post("/service-accounts", wish);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new Problem(
          ExitCode.USAGE, "The key file " + file + " cannot be read; check its name.", e);
    }
  }

  private List<String> choose(JsonNode offered, Terminal say) throws InterruptedException {
    if (offered.isEmpty()) {
      throw new Problem(
          ExitCode.PROVIDER,
          "This login can read no account; ask the account's owner for read access and start again.");
    }
    if (!accounts.isEmpty()) {
      return accounts;
    }
    Table table = new Table("#>", "account", "id", "time zone", "currency");
    for (int n = 0; n < offered.size(); n++) {
      JsonNode account = offered.get(n);
      table.row(
          String.valueOf(n + 1),
          account.path("name").asString(),
          account.path("id").asString(),
          account.path("zone").asString(),
          account.path("currency").asString());
    }
    table.print(say);
    Terminal.Person person =
        say.person()
            .orElseThrow(() ->
                new Problem(
                    ExitCode.USAGE,
                    "Nobody can be asked here; name the account with --account ID."));
    for (int n = 0; n < ANSWERS_MAX; n++) {
      String line =
          person
              .ask("Which one? 1 to " + offered.size() + ": ")
              .orElseThrow(() ->
                  new Problem(
                      ExitCode.INTERRUPTED, "Nothing was chosen, so nothing was connected."));
      if (line.strip().matches("[0-9]{1,4}")) {
        int number = Integer.parseInt(line.strip());
        if (number >= 1 && number <= offered.size()) {
          return List.of(offered.get(number - 1).path("id").asString());
        }
      }
      say.note("That is no number from 1 to " + offered.size() + ".");
    }
    throw new Problem(ExitCode.USAGE, "Nothing was chosen; name the account with --account ID.");
  }
}
