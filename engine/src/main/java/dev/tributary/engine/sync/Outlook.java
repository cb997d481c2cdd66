package dev.tributary.engine.sync;

import dev.tributary.engine.Stores;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.plan.PlannedSlice;
import dev.tributary.engine.plan.Planner;
import dev.tributary.engine.plan.RandomAudit;
import dev.tributary.engine.plan.Rhythm;
import dev.tributary.engine.plan.SliceSize;
import dev.tributary.engine.plan.StreamView;
import dev.tributary.engine.queue.Turns;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.DayState;
import dev.tributary.store.Fence;
import dev.tributary.store.Integration;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.OpenRequest;
import dev.tributary.store.OpenSlice;
import dev.tributary.store.OpenSliceStore;
import dev.tributary.store.Priority;
import dev.tributary.store.StreamStatus;
import dev.tributary.store.TurnStore;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is to be read next for one integration, from the database by way of the planner. */
final class Outlook {
  /** More than the days that can be due between two syncs of any provider. */
  private static final int DUE_MAX = 20_000;

  private final Stores stores;
  private Integration integration;
  private final ProviderDescriptor provider;
  private final TurnSettings settings;
  private Rhythm rhythm;
  private AccountDays calendar;
  private final Map<String, SliceSize> sizes = new HashMap<>();

  Outlook(
      Stores stores, Integration integration, ProviderDescriptor provider, TurnSettings settings) {
    this.stores = stores;
    this.integration = integration;
    this.provider = provider;
    this.settings = settings;
    this.rhythm = settings.rhythm(integration);
    this.calendar = new AccountDays(integration.account().zone());
  }

  /** Settings and schedule may have changed during the turn; what comes next goes by the new. */
  void follow(Integration now) {
    integration = now;
    rhythm = settings.rhythm(now);
    calendar = new AccountDays(now.account().zone());
  }

  Rhythm rhythm() {
    return rhythm;
  }

  AccountDays calendar() {
    return calendar;
  }

  SliceSize size(StreamDescriptor stream) {
    return sizes.getOrDefault(stream.name(), SliceSize.first(stream));
  }

  void size(StreamDescriptor stream, SliceSize size) {
    sizes.put(stream.name(), size);
  }

  /** A report under way, or the next slice of the plan. */
  record Next(PlannedSlice planned, Optional<OpenSlice> underWay) {}

  /** Slices to read now, reports that are ready first. */
  List<Next> next(Instant now, boolean backfill) {
    return together(() -> nextNow(now, backfill));
  }

  /** In one transaction: each of its own would cost as much again as what it asks. */
  private <T> T together(Supplier<T> work) {
    return stores.database().tenant(workspace(), work);
  }

  private List<Next> nextNow(Instant now, boolean backfill) {
    List<OpenSlice> open = stores.openSlices().of(workspace(), integration.id());
    List<Next> ready =
        open.stream()
            .filter(slice -> !slice.askAgainAt().isAfter(now))
            .map(slice -> new Next(resumed(slice), Optional.of(slice)))
            .toList();
    if (open.size() >= OpenSliceStore.PER_INTEGRATION_MAX) {
      return ready;
    }
    List<Next> planned =
        plan(now, backfill).stream()
            .filter(slice -> open.stream().noneMatch(other -> overlap(slice, other)))
            .map(slice -> new Next(slice, Optional.empty()))
            .toList();
    return Stream.concat(ready.stream(), planned.stream()).toList();
  }

  /** What one statement tells; of many at once in {@link #look(Stores, List, Instant)}. */
  TurnStore.Look look(Instant now) {
    return look(stores, List.of(this), now).getFirst();
  }

  /**
   * Turns that find nothing to read are most of all, and this is all that they ask.
   *
   * @return in the order of the outlooks
   */
  static List<TurnStore.Look> look(Stores stores, List<Outlook> outlooks, Instant now) {
    List<TurnStore.Look> looks =
        stores.turns().look(outlooks.stream().map(one -> one.question(now)).toList(), now);
    return IntStream.range(0, looks.size())
        .mapToObj(n -> outlooks.get(n).withSnapshots(looks.get(n), now))
        .toList();
  }

  private TurnStore.Question question(Instant now) {
    LocalDate today = calendar.on(now);
    List<TurnStore.Wanted> wanted = new ArrayList<>();
    List<TurnStore.Audit> audits = new ArrayList<>();
    for (StreamDescriptor stream : streams()) {
      wanted.add(
          new TurnStore.Wanted(
              stream.name(), stream.version(), stream.kind() == StreamKind.SNAPSHOT));
      if (stream.kind() == StreamKind.DAY) {
        chosen(stream, today, now)
            .forEach(day -> audits.add(new TurnStore.Audit(stream.name(), day)));
      }
    }
    return new TurnStore.Question(
        workspace(), integration.id(), wanted, owed(today), audits, weekStart(today));
  }

  /** Whether a snapshot is due is a matter of the rhythm. */
  private TurnStore.Look withSnapshots(TurnStore.Look look, Instant now) {
    boolean snapshots =
        look.snapshotsSince().map(rhythm::after).filter(due -> !due.isAfter(now)).isPresent();
    return new TurnStore.Look(
        look.something() || snapshots, look.nextDueAt(), look.snapshotsSince(), look.gaveUp());
  }

  /** As {@link #dueNext(Instant)}, after a look that found nothing. */
  Turns.Due dueNext(TurnStore.Look nothing, Instant now) {
    Instant tick = rhythm.after(now);
    return new Turns.Due(
        nothing.nextDueAt().filter(tick::isAfter).orElse(tick), Optional.of(Priority.LIVE));
  }

  /** Something to do, not before a moment. */
  private record Waits(Instant notBefore, Priority priority) {}

  /** When something is due again if nothing is now; never later than the next regular sync. */
  Turns.Due dueNext(Instant now) {
    Instant tick = rhythm.after(now);
    List<Waits> waiting = waiting(now, tick);
    Instant at =
        waiting.stream()
            .map(Waits::notBefore)
            .filter(now::isBefore)
            .filter(tick::isAfter)
            .min(Instant::compareTo)
            .orElse(tick);
    return due(at, tick, waiting);
  }

  /** Due at a moment that was decided already: how urgent the work is that waits for it. */
  Turns.Due dueAt(Instant at, Instant now) {
    Instant tick = rhythm.after(now);
    return due(at, tick, waiting(now, at.isAfter(tick) ? at : tick));
  }

  private static Turns.Due due(Instant at, Instant tick, List<Waits> waiting) {
    Priority regular = at.isBefore(tick) ? Priority.BACKFILL : Priority.LIVE;
    return new Turns.Due(
        at,
        Optional.of(
            waiting.stream()
                .filter(one -> !one.notBefore().isAfter(at))
                .map(Waits::priority)
                .reduce(regular, (one, other) -> one.compareTo(other) <= 0 ? one : other)));
  }

  private List<Waits> waiting(Instant now, Instant until) {
    Map<String, StreamDescriptor> alive =
        alive(now).stream().collect(Collectors.toMap(StreamDescriptor::name, Function.identity()));
    Stream<Waits> days =
        stores.ledger().due(workspace(), integration.id(), until, DUE_MAX).stream()
            .filter(day -> alive.containsKey(day.stream()))
            .flatMap(day -> day.nextDueAt().stream())
            .map(at -> new Waits(at, Priority.LIVE));
    Stream<Waits> requests =
        stores.requests().open(workspace(), integration.id()).stream()
            .filter(open -> alive.containsKey(open.request().stream()))
            .flatMap(open ->
                open.remaining().stream()
                    .map(day ->
                        new Waits(day.notBefore().orElse(Instant.MIN), open.request().priority())));
    Stream<Waits> reports =
        stores.openSlices().of(workspace(), integration.id()).stream()
            .map(report -> new Waits(report.askAgainAt(), Priority.LIVE));
    return Stream.of(days, requests, reports).flatMap(Function.identity()).toList();
  }

  /**
   * Prepares a turn: asks for the history of streams that are new or changed, takes streams in
   * again whose time has come, and makes this week's chosen final days due.
   */
  void prepare(Fence fence, Instant now) {
    together(() -> {
      Map<String, StreamStatus> statuses = statuses();
      streams().forEach(stream -> prepare(stream, statuses, fence, now));
      return statuses;
    });
  }

  private void prepare(
      StreamDescriptor stream, Map<String, StreamStatus> statuses, Fence fence, Instant now) {
    Optional<StreamStatus> status = Optional.ofNullable(statuses.get(stream.name()));
    int planned = status.map(StreamStatus::definition).orElse(0);
    if (planned < stream.version()) {
      history().ask(stream, planned, settings.backfillDays(), now);
      stores.streams().planned(fence, stream.name(), stream.version());
    }
    status
        .flatMap(StreamStatus::givenUp)
        .flatMap(StreamStatus.GivenUp::until)
        .filter(until -> !until.isAfter(now))
        .ifPresent(_ -> stores.streams().resume(workspace(), integration.id(), stream.name()));
    Optional<LedgerDay> newest =
        stores.ledger().newest(workspace(), integration.id(), stream.name());
    newest.ifPresent(day -> size(stream, expected(stream, day)));
    if (stream.kind() == StreamKind.DAY && newest.isPresent()) {
      audit(fence, stream, calendar.on(now), now);
    }
  }

  /** Requests of which no day can be read any more are put away. */
  void withdrawHopeless(Instant now) {
    for (OpenRequest open : stores.requests().open(workspace(), integration.id())) {
      boolean known =
          streams().stream().anyMatch(stream -> stream.name().equals(open.request().stream()));
      if (!known || open.remaining().stream().noneMatch(day -> readable(open, day, now))) {
        stores.requests().withdraw(workspace(), open.request().id(), now);
      }
    }
  }

  private boolean readable(OpenRequest open, OpenRequest.Day day, Instant now) {
    StreamDescriptor stream = provider.stream(open.request().stream());
    return stream.kind() == StreamKind.SNAPSHOT
        || history().kept(DayRange.of(day.day()), stream, now).isPresent();
  }

  private void audit(Fence fence, StreamDescriptor stream, LocalDate today, Instant now) {
    Instant weekStart = weekStart(today);
    chosen(stream, today, now)
        .forEach(day ->
            stores
                .ledger()
                .days(workspace(), integration.id(), stream.name(), DayRange.of(day))
                .stream()
                .filter(entry -> entry.stored() && entry.state() == DayState.FINAL)
                .filter(entry -> entry.fetchedAt().filter(weekStart::isAfter).isPresent())
                .filter(entry -> entry.nextDueAt().filter(due -> !due.isAfter(now)).isEmpty())
                .forEach(entry ->
                    stores.ledger().makeDue(fence, stream.name(), List.of(entry.day()), now)));
  }

  private List<LocalDate> chosen(StreamDescriptor stream, LocalDate today, Instant now) {
    LocalDate last = today.minusDays(stream.restatement().horizonDays() + 1L);
    return history()
        .kept(new DayRange(last.minusDays(365), last), stream, now)
        .map(finals -> RandomAudit.days(integration.id(), stream.name(), today, finals))
        .orElse(List.of());
  }

  private Instant weekStart(LocalDate today) {
    return calendar.start(today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
  }

  /** What was read, and what of it is to be read again. */
  History history() {
    return new History(stores, integration, calendar, streams());
  }

  private List<PlannedSlice> plan(Instant now, boolean backfill) {
    Map<String, List<LedgerDay>> due =
        stores.ledger().due(workspace(), integration.id(), now, DUE_MAX).stream()
            .collect(Collectors.groupingBy(LedgerDay::stream));
    List<OpenRequest> requests = stores.requests().open(workspace(), integration.id());
    LocalDate today = calendar.on(now);
    DayRange owed = owed(today);
    List<StreamView> views = new ArrayList<>();
    for (StreamDescriptor stream : alive(now)) {
      boolean snapshot = stream.kind() == StreamKind.SNAPSHOT;
      views.add(
          new StreamView(
              stream,
              snapshot ? List.of() : due.getOrDefault(stream.name(), List.of()),
              snapshot
                  ? List.of()
                  : stores.ledger().missing(workspace(), integration.id(), stream.name(), owed),
              snapshot ? snapshotDueAt(stream, today) : Optional.empty(),
              size(stream).days()));
    }
    return Planner.plan(views, requests, circumstances(now, backfill));
  }

  /** The days of which every stream must have been asked. */
  private DayRange owed(LocalDate today) {
    LocalDate since = calendar.on(integration.createdAt());
    return new DayRange(since.isAfter(today) ? today : since, today);
  }

  /** With the first sync after the last look; a failed or skipped look goes by its own time. */
  private Optional<Instant> snapshotDueAt(StreamDescriptor stream, LocalDate today) {
    Optional<LedgerDay> now =
        stores
            .ledger()
            .days(workspace(), integration.id(), stream.name(), DayRange.of(today))
            .stream()
            .findFirst();
    if (now.filter(entry -> entry.state() == DayState.SKIPPED).isPresent()) {
      return Optional.of(calendar.end(today));
    }
    Optional<Instant> retry = now.flatMap(LedgerDay::nextDueAt);
    return retry.isPresent()
        ? retry
        : stores
            .ledger()
            .newest(workspace(), integration.id(), stream.name())
            .flatMap(LedgerDay::fetchedAt)
            .map(rhythm::after);
  }

  /** The streams that this integration's settings leave switched on. */
  private List<StreamDescriptor> streams() {
    return provider.streams(integration.settings());
  }

  /** The streams that are not left out for now. */
  private List<StreamDescriptor> alive(Instant now) {
    Map<String, StreamStatus> statuses = statuses();
    return streams().stream()
        .filter(stream ->
            Optional.ofNullable(statuses.get(stream.name()))
                .flatMap(StreamStatus::givenUp)
                .filter(left -> left.until().filter(until -> !until.isAfter(now)).isEmpty())
                .isEmpty())
        .toList();
  }

  private Map<String, StreamStatus> statuses() {
    return stores.streams().of(workspace(), integration.id()).stream()
        .collect(Collectors.toMap(StreamStatus::stream, Function.identity()));
  }

  private PlannedSlice resumed(OpenSlice open) {
    return new PlannedSlice(
        provider.stream(open.slice().stream()), open.slice().days(), Priority.LIVE, false);
  }

  private static boolean overlap(PlannedSlice planned, OpenSlice open) {
    DayRange days = open.slice().days();
    return open.slice().stream().equals(planned.stream().name())
        && !days.last().isBefore(planned.days().first())
        && !days.first().isAfter(planned.days().last());
  }

  /** A guess from the newest day: texts and object headers beside eight bytes a number. */
  private SliceSize expected(StreamDescriptor stream, LedgerDay day) {
    long rowBytes = 100L + 8L * stream.measures().size();
    SliceSize first = SliceSize.first(stream);
    return first.seen(first.days(), day.rows() * rowBytes * first.days(), settings.sliceBytesMax());
  }

  private Planner.Circumstances circumstances(Instant now, boolean backfill) {
    return new Planner.Circumstances(now, calendar, backfill);
  }

  private UUID workspace() {
    return integration.workspaceId();
  }
}
