package dev.tributary.store;

import dev.tributary.spi.ProviderDescriptor;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is always true of a healthy database, whatever runs, dies or restarts meanwhile. All are
 * looked at in one snapshot, as system, and change nothing.
 */
public final class Invariants {
  /** Connections of which days are compared with their rows. */
  private static final int SAMPLE = 20;

  private static final int SAMPLE_DAYS = 100;

  private final Database database;
  private final String task;
  private final List<Invariant> all;

  /**
   * @param task the scheduler's name for syncing an integration
   * @param providers those of this installation
   */
  public Invariants(Database database, String task, List<ProviderDescriptor> providers) {
    this.database = database;
    this.task = task;
    this.all =
        Stream.of(
                QueueInvariants.all(providers),
                LedgerInvariants.all(providers),
                ConnectionInvariants.all(providers),
                NoticeInvariants.all(),
                EmailInvariants.all())
            .flatMap(List::stream)
            .toList();
  }

  /**
   * What a look at one invariant found.
   *
   * @param broken how many rows break it
   * @param example one of them
   */
  public record Result(Invariant invariant, long broken, Optional<String> example) {
    public boolean holds() {
      return broken == 0;
    }
  }

  public List<Invariant> all() {
    return all;
  }

  /**
   * @param now by the database's clock
   */
  public List<Result> check(Instant now) {
    return database.inSystem(session -> {
      session.template().execute("set transaction isolation level repeatable read, read only");
      String[] sample = sample(session);
      List<Result> results = new ArrayList<>();
      for (Invariant invariant : all) {
        results.add(look(session, invariant, sample, now));
      }
      return results;
    });
  }

  private static String[] sample(Session session) {
    return session
        .sql()
        .sql("select id::text from integration order by random() limit :limit")
        .param("limit", SAMPLE)
        .query(String.class)
        .list()
        .toArray(String[]::new);
  }

  private Result look(Session session, Invariant invariant, String[] sample, Instant now) {
    return session
        .sql()
        .sql(
            "select count(*) as broken, min(what) as example from (%s) b (what)"
                .formatted(invariant.query()))
        .param("now", Columns.time(now))
        .param("task", task)
        .param("sample", sample)
        .param("since", now.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(SAMPLE_DAYS))
        .query((row, index) ->
            new Result(invariant, row.getLong("broken"), Columns.optionalText(row, "example")))
        .single();
  }
}
