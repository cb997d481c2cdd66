package dev.tributary.benchmarks.queue;

import static java.util.stream.Collectors.joining;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A provider that refuses many requests and says how long to wait. */
final class ThrottlePart {
  private static final int WORKSPACES = 5;
  private static final double REFUSED_SHARE = 0.4;
  private static final Duration PROVIDER_TAKES = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Bed bed;
  private final String mine;
  private final int syncs;

  private ThrottlePart(Bed bed, String mine, int syncs) {
    this.bed = bed;
    this.mine = mine;
    this.syncs = syncs;
  }

  /** Makes its workspaces. */
  static ThrottlePart prepare(Bed bed, Size size) throws SQLException {
    List<UUID> workspaces = bed.workspaces(WORKSPACES, Math.ceilDiv(size.throttled(), WORKSPACES));
    String mine =
        "workspace_id in ('%s')"
            .formatted(workspaces.stream().map(UUID::toString).collect(joining("', '")));
    return new ThrottlePart(bed, mine, size.throttled());
  }

  Report.Throttled measure(SlowServer provider) throws Exception {
    provider.takes(PROVIDER_TAKES);
    provider.refuses(REFUSED_SHARE);
    Schedule.due(bed, mine, 0, syncs, "0");
    bed.until(Schedule.NOT_DONE, PATIENCE);
    provider.refuses(0);
    return new Report.Throttled(
        bed.number("select count(*) from tributary.sync_job where success and " + mine),
        provider.refused(),
        bed.number(
            "select count(*) from tributary.sync_attempt where outcome = 'snoozed' and " + mine),
        provider.early(),
        bed.number(
            """
            select (select coalesce(sum(greatest(claims - 1, 0)), 0)
                      from tributary.sync_job where %1$s)
                   + (select count(*) from tributary.sync_job where status = 'failed' and %1$s)
                   + (select count(*) from tributary.dead_letter where %1$s)
            """
                .formatted(mine)));
  }
}
