package dev.tributary.store;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Replaces the entities of an integration, keeping what they were. */
final class SnapshotRows {
  private static final String NEW = "pg_temp.slice_rows";

  private final Session session;
  private final SliceWrite slice;
  private final StreamTable table;
  private Optional<LocalDate> rewrittenFrom = Optional.empty();

  SnapshotRows(Session session, SliceWrite slice) {
    this.session = session;
    this.slice = slice;
    this.table = new StreamTable(slice.provider(), slice.stream());
  }

  /** Nothing is written when the slice replaces no day, for example because it is held. */
  long replace() {
    if (slice.replace().isEmpty()) {
      return 0;
    }
    session
        .template()
        .execute(
            "create temporary table slice_rows (%s, primary key (%s)) on commit drop"
                .formatted(StreamTable.list(table.definitions()), StreamTable.list(table.key())));
    RowCopy copy = new RowCopy(slice.stream(), slice.rows());
    try {
      session.connection(connection -> copy.send(connection, NEW, day -> true));
    } catch (org.springframework.dao.DuplicateKeyException twice) {
      throw new DuplicateRowException(table.table(), twice);
    }
    session.template().execute("analyze " + NEW);
    rewrittenFrom = rewritten();
    remember();
    long written = leave() + enter();
    session.template().execute("drop table " + NEW);
    return written;
  }

  /** Since when numbers have another meaning by what {@link #replace} stored. */
  Optional<LocalDate> rewrittenFrom() {
    return rewrittenFrom;
  }

  /** An attribute that was or is not told is no change of it. */
  private Optional<LocalDate> rewritten() {
    return slice.stream().rewriting().stream()
        .flatMap(attribute ->
            session
                .sql()
                .sql(
                    """
                    select coalesce(substring(s.%2$s from '^\\d{4}-\\d{2}-\\d{2}'), '')
                      from %3$s t
                      join %4$s s on %5$s
                     where t.workspace_id = :workspace and t.integration_id = :integration
                       and t.gone_at is null
                       and t.%1$s <> s.%1$s and t.%1$s <> '' and s.%1$s <> ''
                    """
                        .formatted(
                            Roles.quoted(attribute.name()),
                            Roles.quoted(attribute.rewritesFrom().orElseThrow()),
                            table.name(),
                            NEW,
                            equal(table.key())))
                .param("workspace", slice.fence().workspaceId())
                .param("integration", slice.fence().integrationId())
                .query(String.class)
                .list()
                .stream())
        .map(SnapshotRows::day)
        .min(LocalDate::compareTo);
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException unknown) {
      return LocalDate.MIN;
    }
  }

  /** The former state of entities that change or vanish. */
  private void remember() {
    run(
        """
        insert into %1$s (workspace_id, integration_id, %2$s, valid_from, valid_to)
        select t.workspace_id, t.integration_id, %3$s, t.changed_at, :at
          from %4$s t
         where t.workspace_id = :workspace and t.integration_id = :integration
           and t.gone_at is null
           and not exists (select from %5$s s where %6$s)
            on conflict do nothing
        """
            .formatted(
                table.historyName(),
                StreamTable.list(table.columns()),
                StreamTable.list(table.columns(), column -> "t." + column),
                table.name(),
                NEW,
                equal(table.columns())));
  }

  private long leave() {
    return run(
        """
        update %s t
           set gone_at = :at
         where t.workspace_id = :workspace and t.integration_id = :integration
           and t.gone_at is null
           and not exists (select from %s s where %s)
        """
            .formatted(table.name(), NEW, equal(table.key())));
  }

  private long enter() {
    UnaryOperator<String> taken = column -> "%1$s = excluded.%1$s, ".formatted(column);
    return run(
        """
        insert into %1$s (workspace_id, integration_id, %2$s, first_seen_at, changed_at)
        select :workspace, :integration, %3$s, :at, :at
          from %4$s s
         where not exists (select from %1$s t
                            where t.workspace_id = :workspace and t.integration_id = :integration
                              and t.gone_at is null and %5$s)
            on conflict (workspace_id, integration_id, %6$s)
            do update set %7$s changed_at = excluded.changed_at, gone_at = null
        """
            .formatted(
                table.name(),
                StreamTable.list(table.columns()),
                StreamTable.list(table.columns(), column -> "s." + column),
                NEW,
                equal(table.columns()),
                StreamTable.list(table.key()),
                String.join("", table.values().stream().map(taken).toList())));
  }

  private static String equal(List<String> columns) {
    return StreamTable.and(columns, column -> "s.%1$s = t.%1$s".formatted(column));
  }

  private int run(String sql) {
    return session
        .sql()
        .sql(sql)
        .param("workspace", slice.fence().workspaceId())
        .param("integration", slice.fence().integrationId())
        .param("at", Columns.time(slice.fetchedAt()))
        .update();
  }
}
