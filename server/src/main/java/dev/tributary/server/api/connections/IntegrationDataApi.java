package dev.tributary.server.api.connections;

import dev.tributary.engine.condition.Condition;
import dev.tributary.engine.condition.Sentences;
import dev.tributary.engine.condition.State;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Paging;
import dev.tributary.server.api.Place;
import dev.tributary.server.api.connections.IntegrationShown.ReasonShown;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.DayFlags;
import dev.tributary.store.DayState;
import dev.tributary.store.Entity;
import dev.tributary.store.Integration;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Problem;
import dev.tributary.store.Quota;
import dev.tributary.store.Revision;
import dev.tributary.store.RevisionCause;
import dev.tributary.store.StreamSummary;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What is stored of a connection, day by day, and what is known of each day. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/integrations/{integration}")
final class IntegrationDataApi {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int DAYS_STANDARD = 90;

  private final BackendSource source;

  IntegrationDataApi(BackendSource source) {
    this.source = source;
  }

  /**
   * The reports of a connection.
   *
   * @param quotas what the provider last said of the account's quotas, the scarcest first
   */
  record StreamsShown(List<StreamState> items, List<QuotaShown> quotas) {}

  /**
   * How one report is doing.
   *
   * @param on whether the settings leave it switched on
   * @param state what it is doing
   * @param until when it is looked at again, where it waits
   * @param dataThrough the newest whole day that is stored
   * @param days that are stored
   * @param missingDays between the oldest day and today, neither stored nor skipped
   * @param backlogDays of history that was asked for and not read yet
   * @param mayChange stored days that are not final
   * @param deadLetters open ones
   */
  record StreamState(
      String name,
      String label,
      String report,
      StreamKind kind,
      boolean on,
      Optional<State> state,
      Optional<String> stateText,
      Optional<ReasonShown> reason,
      Optional<Instant> until,
      Optional<LocalDate> dataThrough,
      Optional<LocalDate> firstDay,
      int days,
      long rows,
      int missingDays,
      int backlogDays,
      int mayChange,
      int failed,
      int held,
      int deadLetters,
      Optional<Instant> lastReadAt,
      Optional<Instant> nextDueAt) {}

  /**
   * A quota of the account, shared by everybody who reads it.
   *
   * @param largest the most that ever remained
   */
  record QuotaShown(
      String bucket,
      Optional<Long> remaining,
      long largest,
      Optional<Instant> resetsAt,
      Optional<Instant> emptyUntil,
      Instant seenAt) {
    static QuotaShown of(Quota quota) {
      return new QuotaShown(
          quota.bucket(),
          quota.remaining().isPresent()
              ? Optional.of(quota.remaining().getAsLong())
              : Optional.empty(),
          quota.largest(),
          quota.resetsAt(),
          quota.emptyUntil(),
          quota.seenAt());
    }

    private double share() {
      return largest == 0 ? 0 : (double) remaining.orElse(0L) / largest;
    }
  }

  /**
   * The days of a report.
   *
   * @param zone the account's, in which the days are days
   */
  record CoverageShown(
      String stream, StreamKind kind, String zone, LocalDate today, List<DayShown> days) {}

  /** A day's state; a day without an entry is missing. */
  enum DayWord {
    MISSING,
    OPEN,
    SETTLING,
    FINAL,
    SKIPPED
  }

  /**
   * What is known of a day.
   *
   * @param problem of the last read; what is stored stays good
   * @param reason why it is skipped, failed or held
   * @param version how often its content changed
   * @param nextDueAt when it is read again; left out for never
   * @param flags what is to be said beside its numbers: partial, sampled, thresholded, other_row,
   *     unusual, sudden_zero
   */
  record DayShown(
      LocalDate day,
      DayWord state,
      Problem problem,
      Optional<String> code,
      Optional<String> reason,
      long rows,
      int version,
      Optional<Instant> fetchedAt,
      Optional<Instant> changedAt,
      Optional<Instant> nextDueAt,
      List<String> flags) {}

  /**
   * A change of a day's totals.
   *
   * @param definition the report's version with which it was read
   * @param rowsBefore left out for the first totals
   */
  record RevisionShown(
      Instant at,
      RevisionCause cause,
      int definition,
      Optional<Long> rowsBefore,
      long rows,
      List<TotalShown> totals) {}

  /** One number's total. */
  record TotalShown(String measure, Optional<BigDecimal> before, BigDecimal after) {}

  /**
   * An entity as it was seen last.
   *
   * @param key by the names of the report's dimensions
   * @param goneAt when the provider no longer named it
   */
  record EntityShown(
      Map<String, String> key,
      Map<String, String> attributes,
      Instant firstSeenAt,
      Instant changedAt,
      Optional<Instant> goneAt) {}

  /** How each report is doing, those that are switched off too. */
  @Allowed(Permission.READ)
  @GetMapping("/streams")
  StreamsShown streams(Place place, @PathVariable UUID integration) {
    Backend backend = source.get();
    IntegrationViews views = new IntegrationViews(backend, place);
    Integration known = views.require(integration);
    Condition condition =
        backend
            .engine()
            .conditions()
            .of(place.workspaceId(), integration)
            .orElseThrow(() -> ApiProblem.notFound("connection"));
    Map<String, Condition.OfStream> on =
        condition.streams().stream()
            .collect(Collectors.toMap(one -> one.facts().stream().name(), Function.identity()));
    Map<String, StreamSummary> summaries = backend.engine().conditions().summaries(known);
    Sentences sentences = views.sentences();
    return new StreamsShown(
        views.provider(known).streams().stream()
            .map(stream ->
                state(
                    stream,
                    Optional.ofNullable(on.get(stream.name())),
                    Optional.ofNullable(summaries.get(stream.name())).orElse(StreamSummary.NOTHING),
                    sentences))
            .toList(),
        backend.engine().stores().quotas().of(known.provider(), known.account().id()).stream()
            .map(QuotaShown::of)
            .sorted(java.util.Comparator.comparingDouble(QuotaShown::share))
            .toList());
  }

  private static StreamState state(
      StreamDescriptor stream,
      Optional<Condition.OfStream> condition,
      StreamSummary summary,
      Sentences sentences) {
    return new StreamState(
        stream.name(),
        stream.title(),
        stream.report(),
        stream.kind(),
        condition.isPresent(),
        condition.map(Condition.OfStream::state),
        condition.map(sentences::of),
        condition.flatMap(Condition.OfStream::reason).map(IntegrationViews::reason),
        condition.flatMap(Condition.OfStream::until),
        summary.through(),
        summary.first(),
        summary.days(),
        summary.rows(),
        stream.kind() == StreamKind.SNAPSHOT ? 0 : summary.missing(),
        condition
            .flatMap(one -> one.facts().backlog())
            .map(backlog -> backlog.daysLeft())
            .orElse(0),
        summary.mayChange(),
        summary.failed(),
        summary.held(),
        condition.map(one -> one.facts().gaveUp().size()).orElse(0),
        summary.lastReadAt(),
        summary.nextDueAt());
  }

  /** The ledger of a report, day by day; the last 90 days unless a range is named. */
  @Allowed(Permission.READ)
  @GetMapping("/coverage")
  CoverageShown coverage(
      Place place,
      @PathVariable UUID integration,
      @RequestParam String stream,
      @RequestParam Optional<LocalDate> first,
      @RequestParam Optional<LocalDate> last) {
    Backend backend = source.get();
    IntegrationViews views = new IntegrationViews(backend, place);
    Integration known = views.require(integration);
    StreamDescriptor described = stream(views, known, stream);
    LocalDate today = today(backend, known);
    LocalDate end = last.orElseGet(() -> first.filter(today::isBefore).orElse(today));
    DayRange range =
        IntegrationWorkApi.range(first.orElseGet(() -> end.minusDays(DAYS_STANDARD - 1L)), end);
    Map<LocalDate, LedgerDay> days =
        backend
            .engine()
            .stores()
            .ledger()
            .days(place.workspaceId(), integration, stream, range)
            .stream()
            .collect(Collectors.toMap(LedgerDay::day, Function.identity()));
    return new CoverageShown(
        stream,
        described.kind(),
        known.account().zone().getId(),
        today,
        range
            .days()
            .map(day ->
                Optional.ofNullable(days.get(day))
                    .map(IntegrationDataApi::day)
                    .orElseGet(() -> missing(day)))
            .toList());
  }

  private static DayShown day(LedgerDay day) {
    return new DayShown(
        day.day(),
        word(day.state()),
        day.problem(),
        day.problemCode(),
        day.reason(),
        day.rows(),
        day.version(),
        day.fetchedAt(),
        day.changedAt(),
        day.nextDueAt(),
        flags(day.flags()));
  }

  private static DayShown missing(LocalDate day) {
    return new DayShown(
        day,
        DayWord.MISSING,
        Problem.NONE,
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static DayWord word(DayState state) {
    return switch (state) {
      case OPEN -> DayWord.OPEN;
      case SETTLING -> DayWord.SETTLING;
      case FINAL -> DayWord.FINAL;
      case SKIPPED -> DayWord.SKIPPED;
    };
  }

  private static List<String> flags(DayFlags flags) {
    Map<String, Boolean> all = new LinkedHashMap<>();
    all.put("partial", flags.partial());
    all.put("sampled", flags.sampled());
    all.put("thresholded", flags.thresholded());
    all.put("other_row", flags.otherRow());
    all.put("unusual", flags.unusual());
    all.put("sudden_zero", flags.suddenZero());
    return all.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
  }

  /** How a day's totals changed, newest first. */
  @Allowed(Permission.READ)
  @GetMapping("/days/{stream}/{day}/revisions")
  Page<RevisionShown> revisions(
      Place place,
      @PathVariable UUID integration,
      @PathVariable String stream,
      @PathVariable LocalDate day) {
    Backend backend = source.get();
    IntegrationViews views = new IntegrationViews(backend, place);
    stream(views, views.require(integration), stream);
    return Page.whole(
        backend
            .engine()
            .stores()
            .ledger()
            .revisions(place.workspaceId(), integration, stream, day)
            .stream()
            .map(IntegrationDataApi::revision)
            .toList());
  }

  private static RevisionShown revision(Revision revision) {
    return new RevisionShown(
        revision.recordedAt(),
        revision.cause(),
        revision.definition(),
        revision.rowsBefore(),
        revision.rows(),
        revision.totals().stream()
            .map(total -> new TotalShown(total.measure(), total.before(), total.after()))
            .toList());
  }

  /** The entities of a report that has no days, such as campaigns, by their keys. */
  @Allowed(Permission.READ)
  @GetMapping("/entities/{stream}")
  Page<EntityShown> entities(
      Place place, Paging paging, @PathVariable UUID integration, @PathVariable String stream) {
    Backend backend = source.get();
    IntegrationViews views = new IntegrationViews(backend, place);
    Integration known = views.require(integration);
    StreamDescriptor described = stream(views, known, stream);
    if (described.kind() != StreamKind.SNAPSHOT) {
      throw ApiProblem.of(
          Kind.INVALID, "stream_unknown", "The report " + stream + " has days and no entities.");
    }
    List<Entity> read =
        backend
            .engine()
            .stores()
            .entities()
            .page(
                place.workspaceId(),
                integration,
                known.provider(),
                described,
                paging.after().map(IntegrationDataApi::key).orElse(List.of()),
                paging.fetch());
    return paging.page(
        read, entity -> JSON.writeValueAsString(entity.key()), entity -> shown(described, entity));
  }

  private static List<String> key(String position) {
    try {
      return List.of(JSON.readValue(position, String[].class));
    } catch (JacksonException e) {
      throw ApiProblem.of(
          Kind.INVALID, "invalid_cursor", "The cursor is none that this list has given.");
    }
  }

  private static EntityShown shown(StreamDescriptor stream, Entity entity) {
    Map<String, String> key = new LinkedHashMap<>();
    List<String> parts = new ArrayList<>(entity.key());
    stream.dimensions().forEach(dimension -> key.put(dimension.name(), parts.removeFirst()));
    return new EntityShown(
        key, entity.attributes(), entity.firstSeenAt(), entity.changedAt(), entity.goneAt());
  }

  private static LocalDate today(Backend backend, Integration integration) {
    return LocalDate.ofInstant(backend.engine().now(), integration.account().zone());
  }

  private static StreamDescriptor stream(
      IntegrationViews views, Integration integration, String name) {
    return views.provider(integration).streams().stream()
        .filter(stream -> stream.name().equals(name))
        .findFirst()
        .orElseThrow(() -> ApiProblem.notFound("report"));
  }
}
