package dev.tributary.benchmarks.queue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/** How long a small workspace waits, alone and beside another's backlog. */
final class FairnessPart {
  /** The server's default. */
  static final int WORKERS = 10;

  /** Integrations of the small workspace that become due one after the other. */
  private static final int SMALL = 10;

  /** Over the time from one poll to the next, so that no figure is luck with its moment. */
  private static final String ONE_AFTER_THE_OTHER = "n * interval '500 milliseconds' / " + SMALL;

  private static final Duration PROVIDER_TAKES = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Bed bed;
  private final UUID small;
  private final UUID large;
  private final Size size;
  private int burst;

  private FairnessPart(Bed bed, UUID small, UUID large, Size size) {
    this.bed = bed;
    this.small = small;
    this.large = large;
    this.size = size;
  }

  /** Makes both workspaces. */
  static FairnessPart prepare(Bed bed, Size size) throws SQLException {
    UUID small = bed.workspaces(1, SMALL * (2 * size.bursts() + 1)).getFirst();
    UUID large = bed.workspaces(1, size.backlog()).getFirst();
    return new FairnessPart(bed, small, large, size);
  }

  Report.Fairness measure(SlowServer provider) throws Exception {
    provider.takes(PROVIDER_TAKES);
    burst();
    double alone = bursts("select 1");
    Schedule.due(bed, "workspace_id = '" + large + "'", 0, size.backlog(), "0");
    bed.until(
        "select 1 - least(1, count(*)) from tributary.sync_job where workspace_id = '%s'"
            .formatted(large),
        PATIENCE);
    double beside =
        bursts(
            """
            select count(*) from tributary.scheduled_tasks
             where workspace = '%s' and execution_time < clock_timestamp() and not picked
            """
                .formatted(large));
    // What is left of the backlog is nobody's affair any more.
    bed.execute(
        """
        update tributary.scheduled_tasks
           set execution_time = clock_timestamp() + interval '1 day', ready = false,
               version = version + 1
         where workspace = '%s' and not picked
        """
            .formatted(large));
    // Nor may a turn of it be refused in the name of the next part.
    bed.until(
        "select count(*) from tributary.scheduled_tasks where picked and workspace = '%s'"
            .formatted(large),
        PATIENCE);
    return new Report.Fairness(alone, beside);
  }

  /**
   * The mean delay of some bursts.
   *
   * @param still counts what must be left at a burst's end for the burst to mean something
   */
  private double bursts(String still) throws SQLException {
    double sum = 0;
    int meant = 0;
    for (int n = 0; n < size.bursts(); n++) {
      double delay = burst();
      if (bed.number(still) > 0) {
        sum += delay;
        meant++;
      }
    }
    if (meant == 0) {
      throw new IllegalStateException("the backlog was gone before the first burst was");
    }
    return sum / meant;
  }

  /** The mean delay of one burst, of integrations that did not run before. */
  private double burst() throws SQLException {
    Schedule.due(
        bed, "workspace_id = '" + small + "'", SMALL * burst++, SMALL, ONE_AFTER_THE_OTHER);
    bed.until(Schedule.NOT_DONE, PATIENCE);
    return Schedule.meanDelayMs(bed);
  }
}
