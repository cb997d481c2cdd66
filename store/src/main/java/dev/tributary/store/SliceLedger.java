package dev.tributary.store;

import dev.tributary.spi.Measure;
import dev.tributary.spi.StreamKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What storing a slice writes beside the rows: ledger, revisions, requests, progress. */
final class SliceLedger {
  private final Session session;
  private final SliceWrite slice;
  private Map<LocalDate, List<BigDecimal>> totalsBefore = Map.of();

  SliceLedger(Session session, SliceWrite slice) {
    this.session = session;
    this.slice = slice;
  }

  /** The entries of the slice's days as they are. */
  Map<LocalDate, LedgerDay> before() {
    return session
        .sql()
        .sql(
            """
            select %s
              from day_ledger
             where workspace_id = :workspace and integration_id = :integration
               and stream = :stream and day between :first and :last
            """
                .formatted(LedgerRows.COLUMNS))
        .params(names())
        .query(LedgerRows::read)
        .list()
        .stream()
        .collect(Collectors.toMap(LedgerDay::day, Function.identity()));
  }

  boolean firstLoad() {
    return session
        .sql()
        .sql(
            """
            select not exists(select
                                from day_ledger
                               where workspace_id = :workspace and integration_id = :integration
                                 and stream = :stream and content_hash is not null)
            """)
        .params(names())
        .query(Boolean.class)
        .single();
  }

  /** Remembers what the days' totals were, before their rows are replaced. */
  void keepTotals(Map<LocalDate, List<BigDecimal>> totals) {
    totalsBefore = totals;
  }

  void write(
      Map<LocalDate, LedgerDay> before, List<LocalDate> kept, List<SliceWrite.Replace> replaced) {
    if (!replaced.isEmpty()) {
      replace(replaced);
      if (slice.stream().kind() != StreamKind.SNAPSHOT) {
        revise(before, replaced);
      }
    }
    if (!slice.hold().isEmpty()) {
      hold();
    }
    if (!kept.isEmpty()) {
      keep(kept);
    }
    long rows = replaced.stream().mapToLong(one -> slice.digest().day(one.day()).rows()).sum();
    progress(replaced.size(), rows);
    run(
        "delete from open_slice where workspace_id = :workspace and integration_id = :integration"
            + " and stream = :stream and first_day = :first and last_day = :last");
    Requests.stored(session, slice.fence(), slice.stream().name(), slice.days(), slice.fetchedAt());
  }

  private void replace(List<SliceWrite.Replace> replaced) {
    List<DayDigest> digests = replaced.stream().map(one -> slice.digest().day(one.day())).toList();
    var parameters = names();
    parameters.put("days", Columns.days(replaced.stream().map(one -> one.day()).toList()));
    parameters.put("states", texts(replaced, one -> Columns.word(one.state())));
    parameters.put(
        "due", texts(replaced, one -> one.nextDueAt().map(Object::toString).orElse(null)));
    parameters.put(
        "hashes", digests.stream().map(one -> one.hash().bytes()).toArray(byte[][]::new));
    parameters.put("counts", digests.stream().map(one -> (long) one.rows()).toArray(Long[]::new));
    parameters.put("mains", digests.stream().map(DayDigest::mainTotal).toArray(Long[]::new));
    parameters.put("sampled", flags(replaced, DayFlags::sampled));
    parameters.put("thresholded", flags(replaced, DayFlags::thresholded));
    parameters.put("otherRow", flags(replaced, DayFlags::otherRow));
    parameters.put("partial", flags(replaced, DayFlags::partial));
    parameters.put("unusual", flags(replaced, DayFlags::unusual));
    parameters.put("suddenZero", flags(replaced, DayFlags::suddenZero));
    parameters.put("definition", slice.stream().version());
    parameters.put("at", Columns.time(slice.fetchedAt()));
    session
        .sql()
        .sql(
            """
            insert into day_ledger as old
                (workspace_id, integration_id, stream, day, state, version, definition,
                 content_hash, row_count, main_total, fetched_at, changed_at, decided_at,
                 next_due_at, sampled, thresholded, other_row, partial, unusual, sudden_zero)
            select :workspace, :integration, :stream, n.day, n.state, 1, :definition,
                   n.hash, n.rows, n.main, :at, :at, :at,
                   n.due, n.sampled, n.thresholded, n.other_row, n.partial, n.unusual, n.sudden_zero
              from unnest(cast(:days as date[]), cast(:states as text[]),
                          cast(:due as timestamptz[]), cast(:hashes as bytea[]),
                          cast(:counts as bigint[]), cast(:mains as bigint[]),
                          cast(:sampled as boolean[]), cast(:thresholded as boolean[]),
                          cast(:otherRow as boolean[]), cast(:partial as boolean[]),
                          cast(:unusual as boolean[]), cast(:suddenZero as boolean[]))
                   as n (day, state, due, hash, rows, main, sampled, thresholded, other_row,
                         partial, unusual, sudden_zero)
             order by n.day
                on conflict (integration_id, stream, day) do update
               set state = excluded.state,
                   problem = 'none',
                   problem_code = null,
                   reason = null,
                   problem_count = 0,
                   held_hash = null,
                   version = old.version
                       + (old.content_hash is distinct from excluded.content_hash)::int,
                   definition = excluded.definition,
                   content_hash = excluded.content_hash,
                   row_count = excluded.row_count,
                   main_total = excluded.main_total,
                   fetched_at = excluded.fetched_at,
                   changed_at = case when old.content_hash is distinct from excluded.content_hash
                                     then excluded.changed_at else old.changed_at end,
                   decided_at = excluded.decided_at,
                   next_due_at = excluded.next_due_at,
                   sampled = excluded.sampled,
                   thresholded = excluded.thresholded,
                   other_row = excluded.other_row,
                   partial = excluded.partial,
                   unusual = excluded.unusual,
                   sudden_zero = excluded.sudden_zero
            """)
        .params(parameters)
        .update();
  }

  private void revise(Map<LocalDate, LedgerDay> before, List<SliceWrite.Replace> replaced) {
    List<Integer> additive = new ArrayList<>();
    for (int index = 0; index < slice.stream().measures().size(); index++) {
      if (slice.stream().measures().get(index).additivity() == Measure.Additivity.SUM) {
        additive.add(index);
      }
    }
    List<Object[]> revisions = new ArrayList<>();
    for (SliceWrite.Replace one : replaced) {
      LedgerDay old = before.get(one.day());
      boolean baseline = old == null || !old.stored() || old.state() == DayState.OPEN;
      DayDigest digest = slice.digest().day(one.day());
      if (baseline && one.state() != DayState.OPEN) {
        revisions.add(revision(one, RevisionCause.FIRST, null, digest, additive));
      } else if (!baseline
          && old != null
          && !old.hash().equals(java.util.Optional.of(digest.hash()))) {
        revisions.add(revision(one, one.cause(), old, digest, additive));
      }
    }
    if (revisions.isEmpty()) {
      return;
    }
    session
        .template()
        .batchUpdate(
            """
            insert into revision
                (workspace_id, integration_id, stream, day, recorded_at, cause, definition,
                 rows_before, rows_after, measures, totals_before, totals_after)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            revisions);
  }

  private Object[] revision(
      SliceWrite.Replace day,
      RevisionCause cause,
      @Nullable LedgerDay old,
      DayDigest digest,
      List<Integer> additive) {
    List<Measure> measures = slice.stream().measures();
    BigDecimal[] after =
        additive.stream()
            .map(index -> exact(measures.get(index), digest.totals().get(index)))
            .toArray(BigDecimal[]::new);
    BigDecimal[] before =
        old == null
            ? null
            : totalsBefore
                .getOrDefault(
                    day.day(), java.util.Collections.nCopies(after.length, BigDecimal.ZERO))
                .toArray(BigDecimal[]::new);
    return new Object[] {
      slice.fence().workspaceId(),
      slice.fence().integrationId(),
      slice.stream().name(),
      day.day(),
      Columns.time(slice.fetchedAt()),
      Columns.word(cause),
      slice.stream().version(),
      old == null ? null : old.rows(),
      (long) digest.rows(),
      additive.stream().map(index -> measures.get(index).name()).toArray(String[]::new),
      before,
      after
    };
  }

  private static BigDecimal exact(Measure measure, long number) {
    return switch (measure.type()) {
      case COUNT -> BigDecimal.valueOf(number);
      case DECIMAL -> BigDecimal.valueOf(number, 6);
    };
  }

  private void hold() {
    List<SliceWrite.Hold> held = slice.hold();
    var parameters = names();
    parameters.put("days", Columns.days(held.stream().map(one -> one.day()).toList()));
    parameters.put("codes", texts(held, SliceWrite.Hold::code));
    parameters.put("reasons", texts(held, one -> Columns.clean(one.reason())));
    parameters.put("due", texts(held, one -> one.nextDueAt().toString()));
    parameters.put(
        "hashes",
        held.stream()
            .map(one -> slice.digest().day(one.day()).hash().bytes())
            .toArray(byte[][]::new));
    session
        .sql()
        .sql(
            """
            insert into day_ledger as old
                (workspace_id, integration_id, stream, day, state, problem, problem_code, reason,
                 problem_count, held_hash, next_due_at)
            select :workspace, :integration, :stream, n.day, 'open', 'held', n.code, n.reason,
                   1, n.hash, n.due
              from unnest(cast(:days as date[]), cast(:codes as text[]), cast(:reasons as text[]),
                          cast(:due as timestamptz[]), cast(:hashes as bytea[]))
                   as n (day, code, reason, due, hash)
             order by n.day
                on conflict (integration_id, stream, day) do update
               set state = case when old.state <> 'skipped' then old.state
                                when old.content_hash is null or old.partial
                                     then 'open' else 'settling' end,
                   problem = 'held',
                   problem_code = excluded.problem_code,
                   reason = excluded.reason,
                   problem_count = case when old.held_hash = excluded.held_hash
                                        then old.problem_count + 1 else 1 end,
                   held_hash = excluded.held_hash,
                   next_due_at = excluded.next_due_at
            """)
        .params(parameters)
        .update();
  }

  /** Held only here: the days are decided for good, whoever asks for them. */
  private void keep(List<LocalDate> kept) {
    var parameters = names();
    parameters.put("days", Columns.days(kept));
    parameters.put("at", Columns.time(slice.fetchedAt()));
    session
        .sql()
        .sql(
            """
            update day_ledger
               set next_due_at = null, decided_at = :at
             where workspace_id = :workspace and integration_id = :integration
               and stream = :stream and day = any(cast(:days as date[]))
            """)
        .params(parameters)
        .update();
  }

  private void progress(int days, long rows) {
    var parameters = names();
    parameters.put("job", slice.fence().jobId());
    parameters.put("addDays", days);
    parameters.put("addRows", rows);
    parameters.put("at", Columns.time(slice.fetchedAt()));
    session
        .sql()
        .sql(
            """
            with applied as (
                insert into stream_status as old
                    (workspace_id, integration_id, stream, last_applied_at)
                values (:workspace, :integration, :stream, :at)
                    on conflict (integration_id, stream) do update
                   set last_applied_at = greatest(old.last_applied_at, excluded.last_applied_at))
            update sync_job
               set days_done = days_done + :addDays, rows_done = rows_done + :addRows
             where workspace_id = :workspace and id = :job
            """)
        .params(parameters)
        .update();
  }

  private Map<String, @Nullable Object> names() {
    Map<String, @Nullable Object> names = new HashMap<>();
    names.put("workspace", slice.fence().workspaceId());
    names.put("integration", slice.fence().integrationId());
    names.put("stream", slice.stream().name());
    names.put("first", slice.days().first());
    names.put("last", slice.days().last());
    return names;
  }

  private void run(String sql) {
    session.sql().sql(sql).params(names()).update();
  }

  private static <T> @Nullable String[] texts(List<T> list, Function<T, @Nullable String> text) {
    @Nullable String[] texts = new String[list.size()];
    for (int index = 0; index < texts.length; index++) {
      texts[index] = text.apply(list.get(index));
    }
    return texts;
  }

  private static Boolean[] flags(
      List<SliceWrite.Replace> replaced, Function<DayFlags, Boolean> flag) {
    return replaced.stream().map(one -> flag.apply(one.flags())).toArray(Boolean[]::new);
  }
}
