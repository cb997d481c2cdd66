package dev.tributary.server.command;

import dev.tributary.engine.vault.MasterKey;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.demo.Demo;
import dev.tributary.server.demo.DemoKpis;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.terminal.Table;
import dev.tributary.server.terminal.Terminal;
import dev.tributary.server.web.Status;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Unit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@CommandLine.Command(
    name = "demo",
    description = {
      "Shows what Tributary does, with simulated accounts of Google Analytics, Meta Ads and Resend:"
          + " connects them through their consent pages and by a key, reads 90 days into an embedded"
          + " PostgreSQL and shows the KPIs.",
      "Stays up until Ctrl-C; with --once it works in a throw-away folder and ends by itself."
    },
    footer = {"", "Example:", "  ./tributary demo --once --days 30"})
final class DemoCommand extends Command {
  @CommandLine.Option(
      names = "--once",
      description = "compare every KPI with the source, then end; nothing is kept")
  boolean once;

  @CommandLine.Option(
      names = "--days",
      defaultValue = "90",
      paramLabel = "N",
      description = "how many days to read, 1 to 730 (default: 90)")
  int days;

  @CommandLine.Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where to keep the data (default: ./tributary-data)")
  @Nullable Path data;

  @CommandLine.Option(
      names = "--scenario",
      paramLabel = "FILE",
      description = "faults and changes at the provider; the format is in sandbox/README.md")
  @Nullable Path scenario;

  DemoCommand(Map<String, String> environment, Terminal terminal) {
    super(environment, terminal);
  }

  @Override
  ExitCode run(Terminal say, ObjectNode answer) throws InterruptedException {
    if (days < 1 || days > 730) {
      throw new Problem(ExitCode.USAGE, "--days must be 1 to 730, not " + days + ".");
    }
    Settings settings = settings(say);
    Path folder = settings.path(Setting.DATA);
    try {
      return show(settings, say, answer);
    } finally {
      if (once) {
        delete(folder);
      }
    }
  }

  private Settings settings(Terminal say) {
    Path folder =
        once
            ? throwAway()
            : (data == null ? Path.of("tributary-data") : data).toAbsolutePath().normalize();
    Path key = folder.resolve("key");
    if (!Files.exists(key)) {
      makeFolder(folder);
      KeysCommand.write(key, MasterKey.generate());
      if (!once) {
        say.note("Made a key for the demo in " + key + ".");
      }
    }
    // The demo stands by itself: settings of an installation on the same machine are not its own.
    return Settings.load(folder, Map.of())
        .with(Setting.PORT, "0")
        .with(Setting.DATA, folder.toString())
        .with(Setting.KEY_FILE, key.toString());
  }

  private static Path throwAway() {
    try {
      return Files.createTempDirectory("tributary-demo");
    } catch (IOException e) {
      throw new Problem(
          ExitCode.ENVIRONMENT, "No temporary folder can be made; check the disk and TMPDIR.", e);
    }
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Problem(
          ExitCode.ENVIRONMENT,
          "The folder " + folder + " cannot be made; choose another with --data.",
          e);
    }
  }

  private ExitCode show(Settings settings, Terminal say, ObjectNode answer)
      throws InterruptedException {
    InstantSource clock = InstantSource.system();
    say.note("Starting PostgreSQL, the simulated providers and the server ...");
    try (Demo demo = Demo.start(settings, world(), clock)) {
      if (once) {
        return read(demo, say, answer) ? ExitCode.OK : ExitCode.NOT_OK;
      }
      String entry = invite(demo, settings, say);
      readWhatCan(demo, say, answer);
      demo.letTimeRun();
      if (json) {
        printObject(
            answer.put("address", demo.address().toString()).put("entry", entry).toString());
      }
      say.note("Tributary goes on at " + demo.address() + " until Ctrl-C.");
      stayUp();
      return ExitCode.OK;
    }
  }

  /** Connects, reads and shows; whether all is there and right. */
  private boolean read(Demo demo, Terminal say, ObjectNode answer) throws InterruptedException {
    List<Demo.Connected> connected = demo.connect(days);
    // Where it is tomorrow already, the days that were asked for begin a day later.
    List<LocalDate> todays = connected.stream().map(demo::today).sorted().toList();
    DayRange range = Demo.range(days, todays.getFirst());
    LocalDate first = todays.getLast().minusDays(days);
    DayRange all = new DayRange(first.isAfter(range.last()) ? range.last() : first, range.last());
    for (Demo.Connected one : connected) {
      say.note("Connected %s (%s).".formatted(one.integration().account().name(), one.provider()));
    }
    say.note("Reading %s ...".formatted(all));
    demo.waitFor(connected, say);
    return report(demo, connected, range, all, say, answer);
  }

  /** Whoever is at the pages may break the providers already, which is no reason to end. */
  private void readWhatCan(Demo demo, Terminal say, ObjectNode answer) throws InterruptedException {
    try {
      read(demo, say, answer);
    } catch (Problem unread) {
      answer.put("ok", false);
      say.note(unread.sentence());
    }
  }

  /** Before anything is read, so that whoever opens it sees the first days come. */
  private static String invite(Demo demo, Settings settings, Terminal say)
      throws InterruptedException {
    String entry = demo.entry();
    say.note(
        "Tributary runs at %s. Data: %s".formatted(demo.address(), settings.path(Setting.DATA)));
    say.note("This link signs you in, once, within an hour: " + entry);
    return entry;
  }

  private SandboxOptions world() {
    return scenario == null
        ? SandboxOptions.DEFAULT
        : SandboxOptions.DEFAULT.withScenario(scenario);
  }

  private boolean report(
      Demo demo,
      List<Demo.Connected> connected,
      DayRange range,
      DayRange all,
      Terminal say,
      ObjectNode answer)
      throws InterruptedException {
    Status told = new Status(demo.server().backend());
    List<Status.OfIntegration> statuses =
        connected.stream().map(one -> told.of(one.integration(), all)).toList();
    List<DemoKpis.Shown> kpis = demo.kpis(connected, range);
    boolean complete =
        statuses.stream()
            .flatMap(status -> status.streams().stream())
            .allMatch(stream -> stream.missingDays() == 0);
    boolean failed = statuses.stream().anyMatch(status -> status.jobs().failed() > 0);
    boolean right = kpis.stream().allMatch(DemoKpis.Shown::matchesSource);
    boolean good = complete && right && !failed;
    answer.put("ok", good).put("elapsedSeconds", secondsSinceStart());
    ArrayNode integrations = answer.putArray("integrations");
    statuses.forEach(status -> describe(status, integrations.addObject()));
    kpis.forEach(kpi -> describe(kpi, range, answer.withArray("/kpis").addObject()));
    say.print("");
    say.print(
        say.bold(connected.getFirst().integration().account().name())
            + ", %s (%d days)".formatted(range, range.length()));
    for (int n = 0; n < connected.size(); n++) {
      print(connected.get(n).provider(), statuses.get(n), kpis, say);
    }
    printBlended(statuses, kpis, say);
    say.print("");
    say.print(
        "%,d rows in %d streams."
            .formatted(
                statuses.stream()
                    .flatMap(status -> status.streams().stream())
                    .mapToLong(Status.OfStream::rows)
                    .sum(),
                statuses.stream().mapToInt(status -> status.streams().size()).sum()));
    if (!right) {
      say.note("A number differs from its source: see matchesSource with --json.");
    }
    if (!complete || failed) {
      say.note("Days are missing or a run failed: see streams and jobs with --json.");
    }
    return good;
  }

  private static double secondsSinceStart() {
    long millis =
        Instant.now().toEpochMilli() - ManagementFactory.getRuntimeMXBean().getStartTime();
    return Math.round(millis / 100.0) / 10.0;
  }

  private static void describe(Status.OfIntegration status, ObjectNode into) {
    into.put("provider", status.provider())
        .put("account", status.account())
        .put("status", status.status())
        .put("dataThrough", status.dataThrough().map(Object::toString).orElse(null));
    ArrayNode streams = into.putArray("streams");
    for (Status.OfStream stream : status.streams()) {
      streams
          .addObject()
          .put("stream", stream.stream())
          .put("days", stream.days())
          .put("rows", stream.rows())
          .put("missingDays", stream.missingDays());
    }
    into.putObject("jobs")
        .put("completed", status.jobs().completed())
        .put("failed", status.jobs().failed());
  }

  private static void describe(DemoKpis.Shown shown, DayRange range, ObjectNode into) {
    into.put("provider", shown.provider())
        .put("kpi", shown.kpi())
        .put("from", range.first().toString())
        .put("to", range.last().toString())
        .put("value", shown.value().map(BigDecimal::toPlainString).orElse(null))
        .put("previous", shown.before().map(BigDecimal::toPlainString).orElse(null))
        .put("unit", shown.unit().name().toLowerCase(Locale.ROOT));
    shown.currency().ifPresent(currency -> into.put("currency", currency));
    into.put("partial", shown.partial())
        .put("mayChange", shown.mayChange())
        .put("matchesSource", shown.matchesSource());
  }

  private static void print(
      String provider, Status.OfIntegration status, List<DemoKpis.Shown> kpis, Terminal say) {
    print(
        provider,
        kpis.stream().filter(shown -> shown.provider().equals(status.provider())).toList(),
        status.dataThrough(),
        say);
  }

  /** They reach as far as all accounts behind them do. */
  private static void printBlended(
      List<Status.OfIntegration> statuses, List<DemoKpis.Shown> kpis, Terminal say) {
    boolean all = statuses.stream().allMatch(status -> status.dataThrough().isPresent());
    print(
        "Both together",
        kpis.stream().filter(shown -> shown.provider().equals(DemoKpis.BLENDED)).toList(),
        statuses.stream()
            .flatMap(status -> status.dataThrough().stream())
            .min(LocalDate::compareTo)
            .filter(_ -> all),
        say);
  }

  private static void print(
      String title, List<DemoKpis.Shown> kpis, Optional<LocalDate> dataThrough, Terminal say) {
    say.print("");
    Table table = new Table(title, "value>", "previous period>", "unit", "data through");
    String through = dataThrough.map(Object::toString).orElse("none");
    for (DemoKpis.Shown shown : kpis) {
      table.row(
          shown.label(),
          amount(shown.value(), shown.unit()),
          amount(shown.before(), shown.unit()),
          shown.unit() == Unit.CURRENCY
              ? shown.currency().orElse("")
              : shown.unit().name().toLowerCase(Locale.ROOT),
          through + (shown.mayChange() ? ", may change" : ""));
    }
    table.print(say);
  }

  private static String amount(Optional<BigDecimal> value, Unit unit) {
    if (value.isEmpty()) {
      return "–";
    }
    return switch (unit) {
      case COUNT, USERS -> "%,.0f".formatted(value.get().setScale(0, RoundingMode.HALF_EVEN));
      case SECONDS -> "%,.1f".formatted(value.get());
      case CURRENCY, RATIO -> "%,.2f".formatted(value.get());
      case PERCENT -> "%.2f %%".formatted(value.get().movePointRight(2));
    };
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.getLogger(DemoCommand.class.getName())
          .log(System.Logger.Level.WARNING, "The folder {0} could not be deleted.", folder);
    }
  }
}
