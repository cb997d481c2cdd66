package dev.tributary.benchmarks.queue;

import java.sql.SQLException;

/** Makes integrations due, and tells how soon they were claimed. Each integration runs once. */
final class Schedule {
  /** Zero when every integration that was made due last has a completed job. */
  static final String NOT_DONE =
      """
      select count(*)
        from bench.due d
       where not exists (select from tributary.sync_job j
                          where j.integration_id = d.integration_id and j.status = 'completed')
      """;

  private Schedule() {}

  /**
   * @param which a condition on integrations, of whom some are taken in the order of their names
   * @param after an expression of {@code n} from 0: how long from now the n-th is due
   */
  static void due(Bed bed, String which, int from, int count, String after) throws SQLException {
    bed.execute("drop table if exists bench.due");
    bed.execute(
        """
        create table bench.due as
        select id as integration_id, workspace_id || '/' || provider || '/' || id as task_instance,
               started.at + %s as due_at
          from (select *, row_number() over (order by md5(account_id)) - 1 - %d as n
                  from tributary.integration where %s) i,
               (select clock_timestamp() as at) started
         where n between 0 and %d
        """
            .formatted(after.equals("0") ? "interval '0'" : after, from, which, count - 1));
    bed.execute("create index on bench.due (integration_id); analyze bench.due");
    bed.execute(
        """
        update tributary.scheduled_tasks t
           set execution_time = d.due_at, version = version + 1
          from bench.due d
         where d.task_instance = t.task_instance and t.task_name = 'sync'
        """);
  }

  /** From due to claimed, for those that were made due last. */
  static double delayMs(Bed bed, double percentile) throws SQLException {
    return bed.decimal(
        """
        select percentile_cont(%s) within group
                   (order by extract(epoch from j.first_started_at - d.due_at) * 1000)
          from tributary.sync_job j join bench.due d using (integration_id)
        """
            .formatted(percentile));
  }

  static double meanDelayMs(Bed bed) throws SQLException {
    return bed.decimal(
        """
        select avg(extract(epoch from j.first_started_at - d.due_at) * 1000)
          from tributary.sync_job j join bench.due d using (integration_id)
        """);
  }
}
