package dev.tributary.store;

import dev.tributary.spi.Measure;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Replaces days in a stream's table by way of a temporary table of the same columns. */
final class DayRows {
  private static final String NEW = "pg_temp.slice_rows";

  private final Session session;
  private final SliceWrite slice;
  private final StreamTable table;

  DayRows(Session session, SliceWrite slice) {
    this.session = session;
    this.slice = slice;
    this.table = new StreamTable(slice.provider(), slice.stream());
  }

  /**
   * Writes what differs.
   *
   * @param insert days of which nothing is stored
   * @param merge days that are compared with what is stored: only differences are written
   * @return rows written
   */
  long replace(List<LocalDate> insert, List<LocalDate> merge) {
    Set<Integer> wanted = SliceStore.epochDays(insert);
    wanted.addAll(SliceStore.epochDays(merge));
    session
        .template()
        .execute(
            "create temporary table slice_rows (%s) on commit drop"
                .formatted(StreamTable.list(table.definitions())));
    RowCopy copy = new RowCopy(slice.stream(), slice.rows());
    session.connection(connection -> copy.send(connection, NEW, wanted::contains));
    long written = 0;
    if (!insert.isEmpty()) {
      written += insert(insert, merge.isEmpty());
    }
    if (!merge.isEmpty()) {
      // Without statistics (after a first load) the planner takes the stored days for a handful of
      // rows and compares each with every new one.
      plan("off");
      written += deleteVanished(merge);
      written += merge(merge);
      plan("on");
      requireEveryRow(merge);
    }
    session.template().execute("drop table " + NEW);
    return written;
  }

  private void plan(String nestedLoops) {
    session
        .sql()
        .sql("select set_config('enable_nestloop', :setting, true)")
        .param("setting", nestedLoops)
        .query(String.class)
        .single();
  }

  /** Not sorted first: that costs more than a slice's unsorted keys cost the index. */
  private long insert(List<LocalDate> days, boolean all) {
    return run(
        """
        insert into %s (workspace_id, integration_id, %s)
        select :workspace, :integration, %s
          from %s s
         where %s
        """
            .formatted(
                table.name(),
                StreamTable.list(table.columns()),
                StreamTable.list(table.columns(), column -> "s." + column),
                NEW,
                all ? "true" : "s.day = any(cast(:days as date[]))"),
        all ? List.of() : days);
  }

  private long deleteVanished(List<LocalDate> days) {
    return run(
        """
        delete from %s t
         where t.workspace_id = :workspace and t.integration_id = :integration
           and t.day = any(cast(:days as date[]))
           and not exists (select from %s s where %s)
        """
            .formatted(
                table.name(),
                NEW,
                StreamTable.and(table.key(), column -> "s.%1$s = t.%1$s".formatted(column))),
        days);
  }

  /** Rows that stand there as they are do not reach the insert, which would lock them. */
  private long merge(List<LocalDate> days) {
    return run(
        """
        insert into %1$s as old (workspace_id, integration_id, %2$s)
        select :workspace, :integration, %3$s
          from %4$s s
         where s.day = any(cast(:days as date[]))
           and not exists (select from %1$s t
                            where t.workspace_id = :workspace and t.integration_id = :integration
                              and t.day = any(cast(:days as date[])) and %5$s and %6$s)
            on conflict (workspace_id, integration_id, %7$s) do update set %8$s
        """
            .formatted(
                table.name(),
                StreamTable.list(table.columns()),
                StreamTable.list(table.columns(), column -> "s." + column),
                NEW,
                StreamTable.and(table.key(), column -> "s.%1$s = t.%1$s".formatted(column)),
                StreamTable.and(table.values(), column -> "s.%1$s = t.%1$s".formatted(column)),
                StreamTable.list(table.key()),
                StreamTable.list(
                    table.values(), column -> "%1$s = excluded.%1$s".formatted(column))),
        days);
  }

  /** Two equal keys of which one equals a stored row would pass unnoticed otherwise. */
  private void requireEveryRow(List<LocalDate> days) {
    long expected = days.stream().mapToLong(day -> slice.digest().day(day).rows()).sum();
    long stored =
        session
            .sql()
            .sql(
                """
                select count(*)
                  from %s
                 where workspace_id = :workspace and integration_id = :integration
                   and day = any(cast(:days as date[]))
                """
                    .formatted(table.name()))
            .param("workspace", slice.fence().workspaceId())
            .param("integration", slice.fence().integrationId())
            .param("days", Columns.days(days))
            .query(Long.class)
            .single();
    if (stored != expected) {
      throw new DuplicateRowException(table.table(), null);
    }
  }

  /** The stored sums of the additive measures of each day, in their order. */
  Map<LocalDate, List<BigDecimal>> totals(List<LocalDate> days) {
    List<Measure> additive = additive();
    if (additive.isEmpty()) {
      return Map.of();
    }
    Map<LocalDate, List<BigDecimal>> totals = new HashMap<>();
    session
        .sql()
        .sql(
            """
            select day, %s
              from %s
             where workspace_id = :workspace and integration_id = :integration
               and day = any(cast(:days as date[]))
             group by day
            """
                .formatted(
                    StreamTable.list(
                        additive.stream().map(Measure::name).toList(),
                        name -> "sum(" + Roles.quoted(name) + ")"),
                    table.name()))
        .param("workspace", slice.fence().workspaceId())
        .param("integration", slice.fence().integrationId())
        .param("days", Columns.days(days))
        .query(row -> {
          List<BigDecimal> sums = new ArrayList<>();
          for (int index = 0; index < additive.size(); index++) {
            sums.add(row.getBigDecimal(index + 2));
          }
          totals.put(Columns.day(row, "day"), sums);
        });
    return totals;
  }

  private List<Measure> additive() {
    return slice.stream().measures().stream()
        .filter(one -> one.additivity() == Measure.Additivity.SUM)
        .toList();
  }

  private long run(String sql, List<LocalDate> days) {
    var statement =
        session
            .sql()
            .sql(sql)
            .param("workspace", slice.fence().workspaceId())
            .param("integration", slice.fence().integrationId());
    return (days.isEmpty() ? statement : statement.param("days", Columns.days(days))).update();
  }
}
