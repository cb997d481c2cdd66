package dev.tributary.store;

import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.Secret;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.Unit;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Measures storing 365 days of 1,000 rows against a bare COPY; run by hand. */
public final class ApplySpeed {
  private static final int DAYS = 365;
  private static final int ENTITIES = 1_000;
  private static final LocalDate FIRST = LocalDate.of(2025, 11, 1);

  public static void main(String[] args) throws Exception {
    int sliceDays = args.length > 0 ? Integer.parseInt(args[0]) : 30;
    List<Measure> measures = new ArrayList<>();
    for (int index = 0; index < 10; index++) {
      measures.add(
          index < 8
              ? Measure.count("m" + index, "m")
              : Measure.decimal("m" + index, "m", Unit.CURRENCY));
    }
    StreamDescriptor stream =
        TestStreams.stream(
            "wide",
            StreamKind.DAY,
            1,
            List.of(new Dimension("source", "s"), new Dimension("campaign", "c")),
            List.of(),
            measures,
            List.of());
    TestDatabase test = TestCluster.shared().freshDatabase();
    DatabaseSettings settings =
        DatabaseSettings.of(test.jdbcUrl(), test.user(), Secret.of(test.password()));
    try (Database database = Database.open(settings)) {
      database.streamTables().create(List.of(TestStreams.provider("acme", stream)));
      for (int round = 0; round < 4; round++) {
        Connected connected = Connected.on(database, "acme");
        SliceStore store = new SliceStore(database);
        List<Rows> slices = slices(stream, sliceDays, 0);
        double copy = copy(test, stream, slices);
        double first = apply(store, connected, stream, slices, "first  ");
        double again = apply(store, connected, stream, slices, "again  ");
        List<Rows> changed = slices(stream, sliceDays, 1);
        double onePercent = apply(store, connected, stream, changed, "percent");
        System.out.printf(
            "copy %.3f s (%.0f rows/s)  first %.2f  again %.2f  1%% %.2f of it%n%n",
            copy, DAYS * ENTITIES / copy, first / copy, again / copy, onePercent / copy);
      }
    }
  }

  private static double copy(TestDatabase test, StreamDescriptor stream, List<Rows> slices)
      throws Exception {
    try (Connection connection = test.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists bare");
      statement.execute(
          "create table bare (like kpi.acme_wide including indexes including defaults)");
      statement.execute("alter table bare alter workspace_id set default gen_random_uuid()");
      statement.execute("checkpoint");
      UUID id = UUID.randomUUID();
      statement.execute("alter table bare alter workspace_id set default '" + id + "'");
      statement.execute("alter table bare alter integration_id set default '" + id + "'");
      StringBuilder columns = new StringBuilder("day, source, campaign");
      for (int index = 0; index < 10; index++) {
        columns.append(", m").append(index);
      }
      long start = System.nanoTime();
      for (Rows rows : slices) {
        new RowCopy(stream, rows).send(connection, "bare (" + columns + ")", day -> true);
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private static double apply(
      SliceStore store,
      Connected connected,
      StreamDescriptor stream,
      List<Rows> slices,
      String what) {
    long start = System.nanoTime();
    long digesting = 0;
    long written = 0;
    for (Rows rows : slices) {
      long before = System.nanoTime();
      SliceDigest digest = SliceDigest.of(stream, rows);
      digesting += System.nanoTime() - before;
      DayRange days = new DayRange(digest.days().getFirst(), digest.days().getLast());
      List<SliceWrite.Replace> replace =
          days.days()
              .map(day ->
                  new SliceWrite.Replace(
                      day, DayState.FINAL, Optional.empty(), DayFlags.NONE, RevisionCause.RESTATED))
              .toList();
      written +=
          store
              .apply(
                  new SliceWrite(
                      connected.fence(),
                      "acme",
                      stream,
                      days,
                      rows,
                      digest,
                      replace,
                      List.of(),
                      Instant.parse("2026-11-22T12:00:00Z"),
                      Optional.empty()))
              .rowsWritten();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s %.3f s, %d rows written, digests %.3f s%n", what, seconds, written, digesting / 1e9);
    return seconds;
  }

  private static List<Rows> slices(StreamDescriptor stream, int sliceDays, int change) {
    List<Rows> slices = new ArrayList<>();
    for (int from = 0; from < DAYS; from += sliceDays) {
      Rows.Builder rows = Rows.builder(stream);
      for (int day = from; day < Math.min(DAYS, from + sliceDays); day++) {
        for (int entity = 0; entity < ENTITIES; entity++) {
          rows.row(FIRST.plusDays(day))
              .text(0, "source-" + entity % 7)
              .text(1, "Campaign number " + (entity * 7919 % ENTITIES));
          for (int measure = 0; measure < 10; measure++) {
            long value = (day * 31L + entity * 17L + measure) % 10_000;
            rows.number(measure, measure < 8 ? value : value * 1_000_100);
          }
          if (day % 100 == 0 && change > 0) {
            rows.number(0, 77_777);
          }
        }
      }
      slices.add(rows.build());
    }
    return slices;
  }

  private ApplySpeed() {}
}
