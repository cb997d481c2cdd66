package dev.tributary.store;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncResult;
import dev.tributary.spi.SyncResult.SyncError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How jobs and attempts stand in their tables. */
final class JobRows {
  static final String COLUMNS =
      """
      id, workspace_id, integration_id, status, trigger, fence, claims, first_started_at,
      started_at, completed_at, error, next_retry_at, waiting_for, days_done, days_planned,
      rows_done, current, outcome, success, records_processed, next_sync_at, cancel_requested,
      created_at,
      array(select e.x from jsonb_array_elements(errors) with ordinality a (one, i),
                   unnest(array[a.one ->> 'category', a.one ->> 'code', a.one ->> 'message',
                                a.one ->> 'stream', a.one ->> 'first', a.one ->> 'last'])
                   with ordinality e (x, k)
             order by a.i, e.k) as error_parts
      """;

  /** Builds the column errors from six arrays of the same length. */
  private static final String ERRORS =
      """
      (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                  'category', e.category, 'code', e.code, 'message', e.message,
                  'stream', e.stream, 'first', e.first, 'last', e.last)) order by e.i), '[]')
         from unnest(cast(:categories as text[]), cast(:codes as text[]), cast(:messages as text[]),
                     cast(:streams as text[]), cast(:firsts as text[]), cast(:lasts as text[]))
              with ordinality e (category, code, message, stream, first, last, i))
      """;

  private static final String CHANGES =
      """
      status = :status, fence = :fence, claims = :claims, first_started_at = :firstStarted,
      started_at = :started, completed_at = :completed, error = :error,
      next_retry_at = :nextRetry, waiting_for = :waitingFor, outcome = :outcome,
      success = :success, records_processed = :records, next_sync_at = :nextSync,
      errors = case when :hasResult then %s end
      """;

  private static final String WITH_ERRORS = CHANGES.formatted(ERRORS);
  private static final String WITHOUT_ERRORS = CHANGES.formatted("jsonb '[]'");

  private static final int ERROR_PARTS = 6;

  /** What a transition sets; to be bound with {@link #values(Job)}. */
  static String changes(Job job) {
    return job.result().filter(result -> !result.errors().isEmpty()).isPresent()
        ? WITH_ERRORS
        : WITHOUT_ERRORS;
  }

  static Map<String, @Nullable Object> values(Job job) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("id", job.id());
    values.put("workspace", job.workspaceId());
    values.put("integration", job.integrationId());
    values.put("status", Columns.word(job.status()));
    values.put("trigger", Columns.word(job.trigger()));
    values.put("fence", Columns.number(job.claimValue()));
    values.put("claims", job.claims());
    values.put("firstStarted", Columns.time(job.firstStartedAt()));
    values.put("started", Columns.time(job.startedAt()));
    values.put("completed", Columns.time(job.completedAt()));
    values.put("error", job.error().map(Columns::clean).orElse(null));
    values.put("nextRetry", Columns.time(job.nextRetryAt()));
    values.put("waitingFor", job.waitingFor().map(Columns::clean).orElse(null));
    values.put("outcome", job.outcome().map(Columns::word).orElse(null));
    values.put("created", Columns.time(job.createdAt()));
    values.put("success", job.result().map(SyncResult::success).orElse(null));
    values.put("records", job.result().map(SyncResult::recordsProcessed).orElse(null));
    values.put("nextSync", Columns.time(job.result().flatMap(SyncResult::nextSyncAt)));
    values.put("hasResult", job.result().isPresent());
    List<SyncError> errors = job.result().map(SyncResult::errors).orElse(List.of());
    values.put("categories", texts(errors, one -> Columns.word(one.category())));
    values.put("codes", texts(errors, SyncError::code));
    values.put("messages", texts(errors, one -> Columns.clean(one.message())));
    values.put("streams", texts(errors, one -> one.stream().orElse(null)));
    values.put(
        "firsts", texts(errors, one -> first(one.days()).map(Object::toString).orElse(null)));
    values.put("lasts", texts(errors, one -> last(one.days()).map(Object::toString).orElse(null)));
    return values;
  }

  private static @Nullable String[] texts(
      List<SyncError> errors, Function<SyncError, @Nullable String> text) {
    @Nullable String[] texts = new String[errors.size()];
    for (int index = 0; index < texts.length; index++) {
      texts[index] = text.apply(errors.get(index));
    }
    return texts;
  }

  static Job read(ResultSet row, int index) throws SQLException {
    return new Job(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        Columns.id(row, "integration_id"),
        Columns.constant(JobStatus.class, row, "status"),
        Columns.constant(JobTrigger.class, row, "trigger"),
        Columns.optionalLong(row, "fence"),
        row.getInt("claims"),
        Columns.optionalInstant(row, "first_started_at"),
        Columns.optionalInstant(row, "started_at"),
        Columns.optionalInstant(row, "completed_at"),
        Columns.optionalText(row, "error"),
        Columns.optionalInstant(row, "next_retry_at"),
        Columns.optionalText(row, "waiting_for"),
        new JobProgress(
            row.getInt("days_done"),
            row.getInt("days_planned"),
            row.getLong("rows_done"),
            Columns.optionalText(row, "current")),
        Columns.optionalConstant(Job.Outcome.class, row, "outcome"),
        result(row),
        row.getBoolean("cancel_requested"),
        Columns.instant(row, "created_at"));
  }

  private static Optional<SyncResult> result(ResultSet row) throws SQLException {
    boolean success = row.getBoolean("success");
    if (row.wasNull()) {
      return Optional.empty();
    }
    @Nullable String[] parts = (String[]) row.getArray("error_parts").getArray();
    List<SyncError> errors = new ArrayList<>();
    for (int at = 0; at < parts.length; at += ERROR_PARTS) {
      errors.add(
          new SyncError(
              Failure.Category.valueOf(text(parts[at]).toUpperCase(Locale.ROOT)),
              text(parts[at + 1]),
              text(parts[at + 2]),
              Optional.ofNullable(parts[at + 3]),
              days(parts[at + 4], parts[at + 5])));
    }
    return Optional.of(
        new SyncResult(
            success,
            row.getLong("records_processed"),
            errors,
            Columns.optionalInstant(row, "next_sync_at")));
  }

  private static String text(@Nullable String part) {
    return part == null ? "" : part;
  }

  private static Optional<DayRange> days(@Nullable String first, @Nullable String last) {
    return first == null || last == null
        ? Optional.empty()
        : Optional.of(new DayRange(LocalDate.parse(first), LocalDate.parse(last)));
  }

  static Optional<LocalDate> first(Optional<DayRange> days) {
    return days.map(DayRange::first);
  }

  static Optional<LocalDate> last(Optional<DayRange> days) {
    return days.map(DayRange::last);
  }

  /** The range of the columns first_day and last_day. */
  static Optional<DayRange> days(ResultSet row) throws SQLException {
    LocalDate first = row.getObject("first_day", LocalDate.class);
    LocalDate last = row.getObject("last_day", LocalDate.class);
    return first == null || last == null
        ? Optional.empty()
        : Optional.of(new DayRange(first, last));
  }

  static Map<String, @Nullable Object> values(UUID workspaceId, UUID jobId, Attempt attempt) {
    Optional<DayRange> days = attempt.slice().map(Slice::days);
    Map<String, String> quota = new HashMap<>();
    attempt.quota().forEach((bucket, consumed) -> quota.put(bucket, consumed.toString()));
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("id", attempt.id());
    values.put("workspace", workspaceId);
    values.put("job", jobId);
    values.put("claim", attempt.claim());
    values.put("stream", attempt.slice().map(Slice::stream).orElse(null));
    values.put("first", first(days).orElse(null));
    values.put("last", last(days).orElse(null));
    values.put("started", Columns.time(attempt.startedAt()));
    values.put("ended", Columns.time(attempt.endedAt()));
    values.put("outcome", Columns.word(attempt.outcome()));
    values.put("category", attempt.error().map(one -> Columns.word(one.category())).orElse(null));
    values.put("code", attempt.error().map(SyncError::code).orElse(null));
    values.put("message", attempt.error().map(one -> Columns.clean(one.message())).orElse(null));
    values.put("excerpt", attempt.excerpt().map(Columns::clean).orElse(null));
    values.put("requests", attempt.requests());
    values.put("bytes", attempt.bytes());
    values.put("rows", attempt.rows());
    values.put("quotaKeys", Columns.keys(quota));
    values.put("quotaValues", Columns.values(quota));
    return values;
  }

  static Attempt attempt(ResultSet row, int index) throws SQLException {
    Optional<DayRange> days = days(row);
    Optional<String> stream = Columns.optionalText(row, "stream");
    Optional<Failure.Category> category =
        Columns.optionalConstant(Failure.Category.class, row, "category");
    String code = Columns.optionalText(row, "code").orElse("");
    String message = Columns.optionalText(row, "message").orElse("");
    Map<String, Long> quota = new HashMap<>();
    Columns.map(row, "quota").forEach((bucket, used) -> quota.put(bucket, Long.valueOf(used)));
    return new Attempt(
        Columns.id(row, "id"),
        row.getInt("claim"),
        stream.flatMap(name -> days.map(range -> new Slice(name, range))),
        Columns.instant(row, "started_at"),
        Columns.instant(row, "ended_at"),
        Columns.constant(Attempt.Outcome.class, row, "outcome"),
        category.map(one -> new SyncError(one, code, message, stream, days)),
        Columns.optionalText(row, "excerpt"),
        row.getInt("requests"),
        row.getLong("bytes"),
        row.getLong("rows_read"),
        quota);
  }

  private JobRows() {}
}
