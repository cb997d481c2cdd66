package dev.tributary.chaos;

import dev.tributary.chaos.Tally.Deed;
import dev.tributary.server.app.InvariantReport;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at what is left, in the database and beside the source. */
final class Oracle {
  private static final int EXAMPLES_MAX = 5;

  private final World world;
  private final Acknowledged acknowledged;
  private final List<String> early = new ArrayList<>();
  private long earlyBroken;
  private boolean survivorsEqual;
  private Optional<Reference> reference = Optional.empty();

  Oracle(World world, Acknowledged acknowledged) {
    this.world = world;
    this.acknowledged = acknowledged;
  }

  /** All streams of all providers. */
  private Stream<StreamDescriptor> streams() {
    return world.providers().stream().flatMap(provider -> provider.streams().stream());
  }

  /** What the jobs do and wait for, for who watches. */
  List<String> standing() throws SQLException {
    return world
        .database()
        .rows(
            """
            select status, coalesce(outcome, ''), coalesce('waits: ' || waiting_for, error, ''),
                   count(*)
              from tributary.sync_job
             group by 1, 2, 3
             order by 1, 2, 4 desc
            """)
        .stream()
        .map(row -> "jobs " + String.join(" ", row))
        .toList();
  }

  /**
   * What was given up and is so still, by cause: a storm may do so, a calm puts all of it right.
   */
  List<String> givenUp() throws SQLException {
    return world
        .database()
        .rows(
            """
            select count(*), code, min(cause)
              from tributary.dead_letter
             where closed_at is null
             group by code
             order by 1 desc, 2
            """)
        .stream()
        .map(row -> "given up: " + String.join(" ", row))
        .toList();
  }

  /** Before anything is read again. */
  void lookAtSurvivors() throws SQLException {
    Survivors survivors = new Survivors(world);
    for (ProviderDescriptor provider : world.providers()) {
      int before = survivors.days();
      survivors.compare(provider);
      if (survivors.days() == before) {
        // Where time is short one may have met nothing but outages; the reading in peace tells.
        Storm.say("no day of " + provider.name() + " was stored during the chaos");
      }
    }
    List<String> differences = survivors.differences();
    survivorsEqual = differences.isEmpty() && survivors.days() > 0;
    if (survivors.days() == 0) {
      early.add("no day was stored during the chaos, so nothing could be compared with the source");
    }
    Storm.say(
        survivors.days()
            + " stored days compared with the source, "
            + differences.size()
            + " differ");
    early.addAll(differences.stream().limit(EXAMPLES_MAX).toList());
    earlyBroken = broken(early);
  }

  private long broken(List<String> reasons) {
    long broken = 0;
    for (InvariantReport.Line line : InvariantReport.of(world.backend())) {
      if (!line.holds()) {
        broken++;
        reasons.add(
            "%s: %d against: %s For example %s."
                .formatted(line.name(), line.broken(), line.sentence(), line.example()));
      }
    }
    return broken;
  }

  /** Has the same accounts read in peace, to compare. */
  Reference beginReference() throws Exception {
    Reference begun = Reference.begin(world);
    reference = Optional.of(begun);
    return begun;
  }

  /** Acknowledged asks that are not done. */
  List<UUID> open() throws SQLException {
    return notDone(
        """
        and (not exists (select from tributary.range_request r where r.operation = a.id)
             or exists (select from tributary.range_request r
                         where r.operation = a.id and r.done_at is null))
        """);
  }

  /**
   * Asks of which nothing is left, or days that were put away though they were not read since, or
   * that are not done and in no dead letter.
   */
  private List<UUID> lost() throws SQLException {
    return notDone(
        """
        and (not exists (select from tributary.range_request r where r.operation = a.id)
             or exists (select
                          from tributary.range_request r
                         where r.operation = a.id and r.done_at is null
                           and not exists (select
                                             from tributary.dead_letter d
                                            where d.integration_id = r.integration_id
                                              and d.stream = r.stream and d.closed_at is null
                                              and d.first_day <= r.last_day
                                              and d.last_day >= r.first_day))
             or exists (select
                          from tributary.range_request r
                         cross join generate_series(r.first_day, r.last_day, interval '1 day') g (day)
                          left join tributary.day_ledger l
                            on l.integration_id = r.integration_id and l.stream = r.stream
                           and l.day = g.day::date
                         where r.operation = a.id and not (r.stream = any(?))
                           and r.done_at is not null
                           and (l.decided_at is null or l.decided_at < r.asked_at)))
        """,
        (Object)
            streams()
                .filter(stream -> stream.kind() == StreamKind.SNAPSHOT)
                .map(StreamDescriptor::name)
                .toArray(String[]::new));
  }

  private List<UUID> notDone(String condition, Object... more) throws SQLException {
    Object[] parameters = new Object[more.length + 1];
    parameters[0] =
        acknowledged.all().stream().map(ask -> ask.operation().toString()).toArray(String[]::new);
    System.arraycopy(more, 0, parameters, 1, more.length);
    return world
        .database()
        .rows("select a.id from unnest(?::uuid[]) a (id) where true " + condition, parameters)
        .stream()
        .map(row -> UUID.fromString(row.getFirst()))
        .toList();
  }

  /** Effects, not attempts: an ask twice, a change on record twice, a notice twice. */
  private long duplicated(List<String> reasons) throws SQLException {
    long all = 0;
    all +=
        twice(
            reasons,
            "requests of one ask",
            "select operation, stream from tributary.range_request where operation is not null"
                + " group by 1, 2 having count(*) > 1");
    all +=
        twice(
            reasons,
            "changes on record of one reading",
            "select integration_id, stream, day, recorded_at from tributary.revision"
                + " group by 1, 2, 3, 4 having count(*) > 1");
    all +=
        twice(
            reasons,
            "more changes on record than a day has versions",
            "select l.integration_id, l.stream, l.day from tributary.day_ledger l"
                + " join tributary.revision r using (integration_id, stream, day)"
                + " group by 1, 2, 3, l.version having count(*) > l.version");
    all +=
        twice(
            reasons,
            "notices of one incident",
            "select workspace_id, incident, raised_at from tributary.notification"
                + " group by 1, 2, 3 having count(*) > 1");
    all +=
        twice(
            reasons,
            "recoveries of one incident",
            "select ends from tributary.notification where ends is not null"
                + " group by 1 having count(*) > 1");
    all +=
        twice(
            reasons,
            "dead letters of one failure",
            "select job_id, stream, first_day, last_day from tributary.dead_letter"
                + " group by 1, 2, 3, 4 having count(*) > 1");
    for (ProviderDescriptor provider : world.providers()) {
      for (StreamDescriptor stream : provider.streams()) {
        all += rowsTwice(reasons, provider, stream);
      }
    }
    return all;
  }

  private long rowsTwice(List<String> reasons, ProviderDescriptor provider, StreamDescriptor stream)
      throws SQLException {
    String table = "kpi.\"" + provider.id() + "_" + stream.name() + "\"";
    String key =
        Stream.concat(
                stream.kind() == StreamKind.SNAPSHOT ? Stream.of() : Stream.of("day"),
                stream.dimensions().stream().map(one -> '"' + one.name() + '"'))
            .map(column -> ", " + column)
            .collect(Collectors.joining());
    return twice(
        reasons,
        "rows of " + table,
        "select integration_id%s from %s group by integration_id%s having count(*) > 1"
            .formatted(key, table, key));
  }

  private long twice(List<String> reasons, String what, String sql) throws SQLException {
    long found = world.database().number("select count(*) from (" + sql + ") twice");
    if (found > 0) {
      reasons.add("twice: " + what + ", " + found + " times");
    }
    return found;
  }

  Verdict judge(long seed, Tally tally, List<String> reasons) throws SQLException {
    reasons.addAll(early);
    List<UUID> lost = lost();
    lost.stream().limit(EXAMPLES_MAX).forEach(one -> reasons.add("lost: the ask " + one));
    reasons.addAll(givenUp());
    long duplicated = duplicated(reasons);
    List<List<String>> stale =
        world
            .database()
            .rows("select at, writer, integration_id, stream, day from chaos.stale_write");
    stale.stream().limit(EXAMPLES_MAX).forEach(one -> reasons.add("a stale write: " + one));
    long broken = earlyBroken + broken(reasons);
    List<String> differences = new ArrayList<>();
    if (reference.isEmpty()) {
      differences.add("the tables could not be compared");
    } else {
      for (ProviderDescriptor provider : world.providers()) {
        differences.addAll(reference.get().differences(provider));
      }
    }
    differences.stream().limit(EXAMPLES_MAX).forEach(reasons::add);
    return new Verdict(
        tally.of(Deed.KILL),
        tally.of(Deed.STOP),
        tally.of(Deed.TERMINATE) + tally.of(Deed.DATABASE_RESTART),
        world.database().number("select count(*) from tributary.sync_job"),
        lost.size(),
        duplicated,
        stale.size(),
        broken,
        survivorsEqual && differences.isEmpty(),
        seed,
        List.copyOf(reasons));
  }
}
