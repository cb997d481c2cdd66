package dev.tributary.resend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.spi.Batch;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far the read of periods is; travels in the cursor, because adapters keep nothing.
 *
 * @param at {@link #TRACKING}, {@link #DAYS}, or {@link #LONGER} plus the number of the period
 * @param kept the first day that Resend keeps; the earliest of all where nothing was cut
 * @param covered the first day that the whole read covers
 */
record PeriodPlace(int at, LocalDate kept, LocalDate covered, Tracking tracking) {
  static final int TRACKING = 0;
  static final int DAYS = 1;
  static final int LONGER = 2;

  static PeriodPlace of(Optional<Cursor> cursor) throws SyncException {
    if (cursor.isEmpty()) {
      return new PeriodPlace(
          TRACKING, LocalDate.MIN, LocalDate.MIN, new Tracking(Set.of(), Set.of()));
    }
    String[] parts = cursor.get().value().split("\\|", -1);
    try {
      if (parts.length == 5 && Integer.parseInt(parts[0]) > TRACKING) {
        return new PeriodPlace(
            Integer.parseInt(parts[0]),
            parts[1].isEmpty() ? LocalDate.MIN : LocalDate.parse(parts[1]),
            LocalDate.parse(parts[2]),
            new Tracking(names(parts[3]), names(parts[4])));
      }
    } catch (IllegalArgumentException | DateTimeException unreadable) {
      throw new SyncException(foreign().failure(), unreadable);
    }
    throw foreign();
  }

  static SyncException foreign() {
    return new SyncException(
        new Failure.Defect("A cursor that is none of ours was handed to Resend."));
  }

  PeriodPlace at(int next) {
    return new PeriodPlace(next, kept, covered, tracking);
  }

  Batch.Next more() {
    return new Batch.Next.More(
        new Cursor(
            String.join(
                "|",
                Integer.toString(at),
                kept.equals(LocalDate.MIN) ? "" : kept.toString(),
                covered.toString(),
                joined(tracking.opens()),
                joined(tracking.clicks()))));
  }

  private static String joined(Set<String> names) {
    return new TreeSet<>(names)
        .stream().map(name -> URLEncoder.encode(name, UTF_8)).collect(Collectors.joining(","));
  }

  private static Set<String> names(String joined) {
    return Stream.of(joined.split(","))
        .filter(name -> !name.isEmpty())
        .map(name -> URLDecoder.decode(name, UTF_8))
        .collect(Collectors.toSet());
  }
}
