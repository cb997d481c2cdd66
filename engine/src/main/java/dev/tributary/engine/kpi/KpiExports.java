package dev.tributary.engine.kpi;

import dev.tributary.engine.kpi.KpiAnswer.Cell;
import dev.tributary.engine.kpi.KpiAnswer.Change;
import dev.tributary.engine.kpi.KpiAnswer.Column;
import dev.tributary.engine.kpi.KpiAnswer.Row;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.Database;
import dev.tributary.store.KpiStanding;
import dev.tributary.store.StreamExport;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** CSV of answers and of streams: complete, or an exception. */
public final class KpiExports {
  private static final List<String> COLUMNS =
      List.of(
          "first_day",
          "last_day",
          "row",
          "value_of_dimension",
          "label",
          "kpi",
          "value",
          "unit",
          "currency",
          "partial",
          "may_change",
          "missing_days",
          "flags",
          "oldest_read",
          "before",
          "change",
          "refused");

  private final KpiQueries queries;
  private final StreamExport streams;

  public KpiExports(Database database, KpiQueries queries) {
    this.queries = queries;
    this.streams = new StreamExport(database);
  }

  /**
   * One line for each number of an answer: its totals, then its breakdown. An answer is bounded, so
   * memory is.
   *
   * @throws KpiQueryException as {@link KpiQueries#answer}, before anything is written
   */
  public Exported answer(KpiQuery query, Instant now, OutputStream out) throws IOException {
    KpiAnswer answer = queries.answer(query, now);
    CsvFile file = new CsvFile(out);
    file.header(COLUMNS);
    for (List<Row> rows : List.of(answer.totals(), answer.breakdown())) {
      for (Row row : rows) {
        for (int at = 0; at < answer.columns().size(); at++) {
          file.row(line(row, answer.columns().get(at), row.cells().get(at)));
        }
      }
    }
    return file.end();
  }

  /**
   * Every row of a stream within a range, as they are at one moment; few are in memory.
   *
   * @throws IOException the taker failed; what was written lacks its last line
   */
  public Exported stream(
      UUID workspace,
      ProviderDescriptor provider,
      String stream,
      List<UUID> integrations,
      DayRange days,
      OutputStream out)
      throws IOException {
    CsvFile file = new CsvFile(out);
    streams.send(
        workspace,
        provider.id(),
        provider.stream(stream),
        integrations,
        days,
        new StreamExport.Sink() {
          @Override
          public void header(List<String> columns) throws IOException {
            file.header(columns);
          }

          @Override
          public void row(List<StreamExport.Cell> cells) throws IOException {
            file.row(cells);
          }
        });
    return file.end();
  }

  private static List<StreamExport.Cell> line(Row row, Column column, Cell cell) {
    KpiStanding standing = cell.standing();
    List<StreamExport.Cell> line = new ArrayList<>();
    line.add(text(row.bucket().first().toString()));
    line.add(text(row.bucket().last().toString()));
    line.add(text(row.kind().name().toLowerCase(Locale.ROOT)));
    line.add(row.value().map(KpiExports::text).orElseGet(StreamExport.Cell.Empty::new));
    line.add(row.label().map(KpiExports::text).orElseGet(StreamExport.Cell.Empty::new));
    line.add(text(column.kpi().id()));
    line.add(number(cell.value()));
    line.add(text(column.kpi().unit().name().toLowerCase(Locale.ROOT)));
    line.add(cell.currency().map(KpiExports::text).orElseGet(StreamExport.Cell.Empty::new));
    line.add(text(Boolean.toString(standing.partial())));
    line.add(text(Boolean.toString(standing.mayChange())));
    line.add(number(Optional.of(BigDecimal.valueOf(standing.missing()))));
    line.add(text(String.join(" ", flags(standing))));
    line.add(
        standing
            .oldestRead()
            .map(Instant::toString)
            .map(KpiExports::text)
            .orElseGet(StreamExport.Cell.Empty::new));
    line.add(number(cell.change().flatMap(Change::before)));
    line.add(number(cell.change().flatMap(Change::share)));
    line.add(
        column
            .refused()
            .or(cell::refused)
            .map(refused -> text(refused.code()))
            .orElseGet(StreamExport.Cell.Empty::new));
    return line;
  }

  /** The flags of a number beside partial and may change, as words. */
  public static List<String> flags(KpiStanding standing) {
    List<String> flags = new ArrayList<>();
    add(flags, standing.sampled(), "sampled");
    add(flags, standing.thresholded(), "thresholded");
    add(flags, standing.otherRow(), "other_row");
    add(flags, standing.unusual(), "unusual");
    add(flags, standing.suddenZero(), "sudden_zero");
    add(flags, standing.failed() > 0, "failed_days");
    add(flags, standing.held() > 0, "held_days");
    add(flags, standing.skipped() > 0, "skipped_days");
    return flags;
  }

  private static void add(List<String> flags, boolean set, String flag) {
    if (set) {
      flags.add(flag);
    }
  }

  private static StreamExport.Cell text(String text) {
    return new StreamExport.Cell.Text(text);
  }

  private static StreamExport.Cell number(Optional<BigDecimal> number) {
    return number
        .<StreamExport.Cell>map(StreamExport.Cell.Number::new)
        .orElseGet(StreamExport.Cell.Empty::new);
  }
}
