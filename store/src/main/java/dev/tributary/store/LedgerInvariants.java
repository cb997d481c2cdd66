package dev.tributary.store;

import static dev.tributary.store.Invariant.REPORT_IT;
import static dev.tributary.store.Invariant.REREAD;

import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.Invariant.Bounds;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is true of the day ledger, the rows it speaks of, requests and dead letters. */
final class LedgerInvariants {
  /** The sampled connections' ledger. */
  private static final String DAYS =
      """
      day_ledger l
             where l.integration_id = any(cast(:sample as uuid[])) and l.day >= :since\
      """;

  private static final String DAY = "l.stream || ' ' || l.day || ' of ' || l.integration_id";

  static List<Invariant> all(List<ProviderDescriptor> providers) {
    List<StreamTable> tables =
        providers.stream()
            .flatMap(provider ->
                provider.streams().stream().map(stream -> new StreamTable(provider.id(), stream)))
            .toList();
    List<StreamTable> days = tables.stream().filter(table -> !table.snapshot()).toList();
    List<StreamTable> snapshots = tables.stream().filter(StreamTable::snapshot).toList();
    List<StreamTable> totals =
        days.stream().filter(table -> table.stream().mainMeasure().isPresent()).toList();
    return List.of(
        new Invariant(
            "ledger-equals-rows",
            "Every stored day has exactly the rows that the ledger counts.",
            REREAD,
            Bounds.SAMPLE,
            union(days, LedgerInvariants::otherCount)),
        new Invariant(
            "ledger-equals-totals",
            "The rows of every stored day add up to the ledger's total.",
            REREAD,
            Bounds.SAMPLE,
            union(totals, LedgerInvariants::otherTotal)),
        new Invariant(
            "rows-have-ledger",
            "No row is stored of a day that the ledger does not hold.",
            REREAD,
            Bounds.SAMPLE,
            union(days, LedgerInvariants::unknownRows)),
        new Invariant(
            "entities-equal-ledger",
            "As many entities are present as the last look at them counted.",
            REREAD,
            Bounds.SAMPLE,
            union(snapshots, LedgerInvariants::otherEntities)),
        new Invariant(
            "settled-has-content",
            "Every day that counts as read has a content.",
            REREAD,
            Bounds.SAMPLE,
            """
            select %s
              from %s
               and l.state in ('settling', 'final')
               and (l.content_hash is null or l.fetched_at is null or l.version < 1)
            """
                .formatted(DAY, DAYS)),
        new Invariant(
            "revision-equals-ledger",
            "The newest change on record of every settled day is the day as it is stored.",
            REREAD,
            Bounds.SAMPLE,
            """
            select %s
              from day_ledger l
              join integration i on i.id = l.integration_id
              left join lateral (select r.rows_after
                                   from revision r
                                  where r.integration_id = l.integration_id
                                    and r.stream = l.stream and r.day = l.day
                                  order by r.recorded_at desc
                                  limit 1) r on true
             where l.integration_id = any(cast(:sample as uuid[])) and l.day >= :since
               and l.state in ('settling', 'final') and l.problem = 'none'
               and l.content_hash is not null
               and r.rows_after is distinct from l.row_count
               and (i.provider, l.stream) in (%s)
            """
                .formatted(DAY, names(days))),
        new Invariant(
            "unsettled-is-due",
            "Every day that may still change is due again.",
            REREAD,
            Bounds.SAMPLE,
            """
            select %s
              from %s
               and l.state in ('open', 'settling') and l.next_due_at is null
               and (l.problem <> 'none'
                    or l.content_hash is not null and l.decided_at = l.fetched_at)
            """
                .formatted(DAY, DAYS)),
        new Invariant(
            "no-day-from-the-future",
            "No day is stored that has begun nowhere on earth.",
            "Check the clock of the database server; " + REREAD,
            Bounds.SAMPLE,
            """
            select %s
              from %s
               and l.content_hash is not null
               and l.day > (cast(:now as timestamptz) at time zone 'UTC' + interval '14 hours')::date
            """
                .formatted(DAY, DAYS)),
        new Invariant(
            "done-request-is-decided",
            "No request for days is done while one of its days is not.",
            REPORT_IT + "ask for the days again.",
            Bounds.LAST_DAY,
            """
            select 'request ' || r.id
              from range_request r
             where r.integration_id = any(cast(:sample as uuid[])) and not r.withdrawn
               and r.done_at > cast(:now as timestamptz) - interval '1 day'
               and exists (select
                             from generate_series(r.first_day, r.last_day, interval '1 day') g (day)
                             left join day_ledger l
                               on l.integration_id = r.integration_id and l.stream = r.stream
                              and l.day = g.day::date
                            where l.decided_at is null or l.decided_at < r.asked_at)
            """),
        new Invariant(
            "decided-request-is-done",
            "No request stays open over a sync after its last day was read.",
            REPORT_IT + "the days themselves are stored.",
            Bounds.SAMPLE,
            """
            select 'request ' || r.id
              from range_request r
             where r.integration_id = any(cast(:sample as uuid[])) and r.done_at is null
               and not exists (select
                                 from generate_series(r.first_day, r.last_day, interval '1 day')
                                      g (day)
                                 left join day_ledger l
                                   on l.integration_id = r.integration_id and l.stream = r.stream
                                  and l.day = g.day::date
                                where l.decided_at is null or l.decided_at < r.asked_at
                                   or l.problem <> 'none')
               and exists (select
                             from sync_job j
                            where j.integration_id = r.integration_id
                              and j.outcome = 'succeeded' and j.started_at > r.asked_at
                              and j.next_sync_at > j.completed_at)
            """),
        new Invariant(
            "read-letter-is-closed",
            "No dead letter stays open whose days were all read since.",
            REPORT_IT + "replay the dead letter.",
            Bounds.ALL,
            """
            select 'dead letter ' || d.id
              from dead_letter d
             where d.closed_at is null and d.first_day is not null
               and not exists (select
                                 from generate_series(d.first_day, d.last_day, interval '1 day')
                                      g (day)
                                 left join day_ledger l
                                   on l.integration_id = d.integration_id and l.stream = d.stream
                                  and l.day = g.day::date
                                where l.fetched_at is null or l.fetched_at < d.created_at
                                   or l.problem <> 'none' or l.state = 'skipped')
            """));
  }

  private static String otherCount(StreamTable table) {
    return """
    select %1$s
      from day_ledger l
      join integration i on i.id = l.integration_id and i.provider = '%2$s'
      left join (select s.id, r.day, count(*) as rows
                   from integration s
                   join %4$s r on r.workspace_id = s.workspace_id and r.integration_id = s.id
                  where s.id = any(cast(:sample as uuid[])) and r.day >= :since
                  group by s.id, r.day) t on t.id = l.integration_id and t.day = l.day
     where l.integration_id = any(cast(:sample as uuid[])) and l.day >= :since
       and l.stream = '%3$s' and l.content_hash is not null
       and l.row_count <> coalesce(t.rows, 0)
    """
        .formatted(DAY, table.provider(), table.stream().name(), table.name());
  }

  private static String otherTotal(StreamTable table) {
    Measure main = table.stream().mainMeasure().orElseThrow();
    return """
    select %1$s
      from day_ledger l
      join integration i on i.id = l.integration_id and i.provider = '%2$s'
      left join (select s.id, r.day, sum(r.%5$s) * %6$s as total
                   from integration s
                   join %4$s r on r.workspace_id = s.workspace_id and r.integration_id = s.id
                  where s.id = any(cast(:sample as uuid[])) and r.day >= :since
                  group by s.id, r.day) t on t.id = l.integration_id and t.day = l.day
     where l.integration_id = any(cast(:sample as uuid[])) and l.day >= :since
       and l.stream = '%3$s' and l.content_hash is not null
       and l.main_total <> coalesce(t.total, 0)
    """
        .formatted(
            DAY,
            table.provider(),
            table.stream().name(),
            table.name(),
            Roles.quoted(main.name()),
            switch (main.type()) {
              case COUNT -> "1";
              case DECIMAL -> "1000000";
            });
  }

  private static String unknownRows(StreamTable table) {
    return """
    select distinct '%2$s ' || r.day || ' of ' || r.integration_id
      from integration i
      join %3$s r on r.workspace_id = i.workspace_id and r.integration_id = i.id
      left join day_ledger l
        on l.integration_id = i.id and l.stream = '%2$s' and l.day = r.day
     where i.id = any(cast(:sample as uuid[])) and i.provider = '%1$s' and r.day >= :since
       and l.content_hash is null
    """
        .formatted(table.provider(), table.stream().name(), table.name());
  }

  private static String otherEntities(StreamTable table) {
    return """
    select '%2$s of ' || i.id
      from integration i
      left join lateral (select l.row_count
                           from day_ledger l
                          where l.integration_id = i.id and l.stream = '%2$s'
                            and l.content_hash is not null
                          order by l.fetched_at desc, l.day desc
                          limit 1) l on true
     where i.id = any(cast(:sample as uuid[])) and i.provider = '%1$s'
       and coalesce(l.row_count, 0) <> (select count(*)
                                          from %3$s t
                                         where t.workspace_id = i.workspace_id
                                           and t.integration_id = i.id and t.gone_at is null)
    """
        .formatted(table.provider(), table.stream().name(), table.name());
  }

  /** None of no table. */
  private static String union(List<StreamTable> tables, Function<StreamTable, String> query) {
    return tables.isEmpty()
        ? "select null::text where false"
        : tables.stream().map(query).collect(Collectors.joining("union all\n"));
  }

  private static String names(List<StreamTable> tables) {
    Stream<String> names =
        tables.stream()
            .map(table -> "('%s', '%s')".formatted(table.provider(), table.stream().name()));
    return tables.isEmpty() ? "(null, null)" : names.collect(Collectors.joining(", "));
  }

  private LedgerInvariants() {}
}
