package dev.tributary.server.web;

import dev.tributary.engine.Stores;
import dev.tributary.engine.condition.Condition;
import dev.tributary.engine.condition.Sentences;
import dev.tributary.server.app.Backend;
import dev.tributary.spi.Account;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.Coverage;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.Integration;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.VitalsStore;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What is connected, how complete and fresh it is, and what waits or failed. */
public final class Status {
  private static final int DAYS = 90;

  private final Backend backend;

  public Status(Backend backend) {
    this.backend = backend;
  }

  /**
   * Everything at a glance.
   *
   * @param pausedProviders for every workspace
   * @param noticesPending notices that are not on their way yet
   * @param node that answers
   * @param workers that work on something now
   */
  public record Report(
      Instant now,
      List<OfIntegration> integrations,
      List<PausedProvider> pausedProviders,
      int noticesPending,
      Node node,
      List<Worker> workers) {}

  public record PausedProvider(String provider, String reason, String by, Instant at) {}

  public record Node(String name, List<String> roles) {}

  public record Worker(String name, int turns, Instant seenAt) {}

  /**
   * One account.
   *
   * @param status connected, disconnected or error
   * @param state the fuller state, in the words of docs/states.md
   * @param freshness how fresh its data is, in the same words
   * @param doing what happens now or next, one sentence
   * @param waits whether it waits for a later time or a person
   * @param waitingUntil that later time
   * @param dataThrough the newest day that every additive stream has whole
   */
  public record OfIntegration(
      UUID id,
      String provider,
      String account,
      String accountId,
      String status,
      String state,
      String freshness,
      String doing,
      boolean waits,
      Optional<Instant> waitingUntil,
      Optional<LocalDate> dataThrough,
      List<OfStream> streams,
      Jobs jobs,
      List<String> gaveUp) {}

  /** How complete a stream is over the days in question; snapshots are left out. */
  public record OfStream(
      String stream, int days, long rows, int missingDays, int mayChange, int failed, int held) {}

  public record Jobs(int completed, int failed) {}

  public Report report() {
    Instant now = backend.engine().now();
    List<OfIntegration> all = new ArrayList<>();
    for (Integration integration :
        backend.engine().stores().integrations().of(backend.workspace().id())) {
      all.add(of(integration, wanted(integration, now)));
    }
    VitalsStore vitals = backend.vitals();
    return new Report(
        now,
        all,
        backend.engine().providers().paused().stream()
            .map(pause ->
                new PausedProvider(pause.provider(), pause.reason(), pause.by(), pause.at()))
            .toList(),
        vitals.noticesPending(backend.workspace().id()),
        new Node(backend.node(), backend.roles().words()),
        vitals.workers().stream()
            .map(worker -> new Worker(worker.node(), worker.turns(), worker.seenAt()))
            .toList());
  }

  /** The last 90 days, or those since the first that was ever asked for. */
  private DayRange wanted(Integration integration, Instant now) {
    LocalDate yesterday = LocalDate.ofInstant(now, integration.account().zone()).minusDays(1);
    DayRange window = new DayRange(yesterday.minusDays(DAYS - 1L), yesterday);
    Stores stores = backend.engine().stores();
    Stream<LocalDate> asked =
        stores.requests().open(integration.workspaceId(), integration.id()).stream()
            .map(open -> open.request().days().first());
    Stream<LocalDate> known =
        streams(integration).stream()
            .filter(stream -> stream.kind() == StreamKind.DAY)
            .flatMap(stream ->
                stores
                    .ledger()
                    .days(integration.workspaceId(), integration.id(), stream.name(), window)
                    .stream()
                    .map(LedgerDay::day));
    LocalDate first =
        Stream.concat(asked, known)
            .filter(window::contains)
            .min(LocalDate::compareTo)
            .orElse(yesterday);
    boolean older =
        stores.requests().open(integration.workspaceId(), integration.id()).stream()
            .anyMatch(open -> open.request().days().first().isBefore(window.first()));
    return older ? window : new DayRange(first, yesterday);
  }

  private List<StreamDescriptor> streams(Integration integration) {
    return backend
        .adapters()
        .find(integration.provider())
        .map(adapter -> adapter.describe().streams())
        .orElse(List.of());
  }

  /** One integration over a range of days. */
  public OfIntegration of(Integration integration, DayRange range) {
    Stores stores = backend.engine().stores();
    List<OfStream> streams = new ArrayList<>();
    for (StreamDescriptor stream : streams(integration)) {
      if (stream.kind() == StreamKind.SNAPSHOT) {
        continue;
      }
      Coverage coverage =
          stores
              .ledger()
              .coverage(integration.workspaceId(), integration.id(), stream.name(), range);
      streams.add(
          new OfStream(
              stream.name(),
              coverage.days(),
              coverage.rows(),
              coverage.missing(),
              coverage.mayChange(),
              coverage.failed(),
              coverage.held()));
    }
    var counts = stores.jobHistory().counts(integration.workspaceId(), integration.id());
    Condition condition =
        backend.engine().conditions().of(integration.workspaceId(), integration.id()).orElseThrow();
    Account account = condition.situation().integration().account();
    return new OfIntegration(
        integration.id(),
        integration.provider(),
        account.name(),
        account.id(),
        condition.status().name().toLowerCase(Locale.ROOT),
        condition.state().word(),
        condition.freshness().word(),
        new Sentences(ZoneOffset.UTC, backend.engine().now()).of(condition),
        condition.waitsForSomebody() || condition.jobWaits(),
        condition.waitingUntil(),
        condition.dataThrough(),
        streams,
        new Jobs(counts.completed(), counts.failed()),
        condition.situation().gaveUp().stream().map(Status::gaveUp).toList());
  }

  private static String gaveUp(DeadLetter letter) {
    return letter.stream().map(stream -> stream + " ").orElse("")
        + letter.days().map(days -> days + ": ").orElse("")
        + letter.cause();
  }
}
