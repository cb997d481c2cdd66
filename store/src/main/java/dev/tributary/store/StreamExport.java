package dev.tributary.store;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rows of a stream, through a cursor: however many there are, few are in memory. */
public final class StreamExport {
  private static final int FETCH_ROWS = 2_000;

  /** How long whoever takes the rows may make the transaction wait. */
  private static final String PATIENCE = "600s";

  private static final List<String> BEFORE = List.of("integration", "account", "day");
  private static final List<String> AFTER =
      List.of("currency", "state", "partial", "may_change", "read_at");

  private final Database database;

  public StreamExport(Database database) {
    this.database = database;
  }

  /** A cell of a row. */
  public sealed interface Cell {
    record Text(String text) implements Cell {}

    record Number(BigDecimal number) implements Cell {}

    /** Nothing is known. */
    record Empty() implements Cell {}
  }

  /** Takes the header and then the rows, in order. */
  public interface Sink {
    void header(List<String> columns) throws IOException;

    void row(List<Cell> cells) throws IOException;
  }

  /**
   * Sends the rows as they are at one moment: account, day, dimensions, measures, and what the
   * ledger knows of the day.
   *
   * @throws IOException as the sink does, which ends the export
   */
  public void send(
      UUID workspace,
      String provider,
      StreamDescriptor stream,
      List<UUID> integrations,
      DayRange days,
      Sink sink)
      throws IOException {
    if (stream.kind() == StreamKind.SNAPSHOT) {
      throw new IllegalArgumentException("stream " + stream.name() + " has no days");
    }
    StreamTable table = new StreamTable(provider, stream);
    AtomicBoolean begun = new AtomicBoolean();
    try {
      database.snapshot(
          workspace,
          () -> {
            // A transaction that the database undid is done again, but rows cannot be taken back.
            if (begun.getAndSet(true)) {
              throw new IllegalStateException(
                  "the database ended the export of " + table.name() + "; begin it anew");
            }
            return database.inTenant(
                workspace,
                session -> {
                  session
                      .sql()
                      .sql("select set_config('idle_in_transaction_session_timeout', :time, true)")
                      .param("time", PATIENCE)
                      .query(String.class)
                      .single();
                  return session.connection(
                      connection -> send(connection, workspace, table, integrations, days, sink));
                });
          });
    } catch (UncheckedIOException failure) {
      throw new IOException("the rows could not be handed on: " + failure.getMessage(), failure);
    }
  }

  private static boolean send(
      Connection connection,
      UUID workspace,
      StreamTable table,
      List<UUID> integrations,
      DayRange days,
      Sink sink)
      throws SQLException {
    List<String> texts = table.stream().dimensions().stream().map(Dimension::name).toList();
    List<String> numbers = table.stream().measures().stream().map(Measure::name).toList();
    try (PreparedStatement statement = connection.prepareStatement(sql(table, texts, numbers))) {
      statement.setString(1, table.stream().name());
      statement.setObject(2, workspace);
      statement.setArray(3, connection.createArrayOf("uuid", integrations.toArray()));
      statement.setObject(4, days.first());
      statement.setObject(5, days.last());
      statement.setFetchSize(FETCH_ROWS);
      sink.header(Stream.of(BEFORE, texts, numbers, AFTER).flatMap(List::stream).toList());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          sink.row(cells(row, BEFORE.size() + texts.size(), numbers.size()));
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return true;
  }

  private static String sql(StreamTable table, List<String> texts, List<String> numbers) {
    List<String> columns =
        Stream.concat(texts.stream(), numbers.stream())
            .map(name -> "t." + Roles.quoted(name))
            .toList();
    return """
    select i.id::text, i.account_name, t.day::text, %s, coalesce(i.currency, ''),
           coalesce(l.state, 'missing'), coalesce(l.partial, true)::text,
           coalesce(l.state <> 'final', true)::text,
           to_char(l.fetched_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      from %s t
      join integration i on i.workspace_id = t.workspace_id and i.id = t.integration_id
      left join day_ledger l
        on l.integration_id = t.integration_id and l.stream = ? and l.day = t.day
     where t.workspace_id = ? and t.integration_id = any(?) and t.day between ? and ?
     order by t.integration_id, t.day%s
    """
        .formatted(
            StreamTable.list(columns),
            table.name(),
            texts.stream().map(name -> ", t." + Roles.quoted(name)).collect(Collectors.joining()));
  }

  private static List<Cell> cells(ResultSet row, int texts, int numbers) throws SQLException {
    List<Cell> cells = new ArrayList<>();
    for (int column = 1; column <= texts + numbers + AFTER.size(); column++) {
      boolean number = column > texts && column <= texts + numbers;
      Optional<Cell> cell =
          number
              ? Optional.ofNullable(row.getBigDecimal(column)).map(Cell.Number::new)
              : Optional.ofNullable(row.getString(column)).map(Cell.Text::new);
      cells.add(cell.orElseGet(Cell.Empty::new));
    }
    return cells;
  }
}
