package dev.tributary.store;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Slices of the test provider, told briefly. */
final class TestSlices {
  static final LocalDate DAY = LocalDate.of(2026, 11, 9);

  /** Rows of the pages stream, as (day, page, order, views, revenue in micros, bounces). */
  static Rows pages(Object... cells) {
    Rows.Builder rows = Rows.builder(TestStreams.PAGES);
    for (int at = 0; at < cells.length; at += 6) {
      rows.row((LocalDate) cells[at])
          .text(0, (String) cells[at + 1])
          .text(1, (String) cells[at + 2])
          .number(0, ((Number) cells[at + 3]).longValue())
          .number(1, ((Number) cells[at + 4]).longValue())
          .number(2, ((Number) cells[at + 5]).longValue());
    }
    return rows.build();
  }

  static SliceWrite write(Fence fence, StreamDescriptor stream, DayRange days, Rows rows) {
    return write(fence, stream, days, rows, Connected.NOW);
  }

  static SliceWrite write(
      Fence fence, StreamDescriptor stream, DayRange days, Rows rows, Instant fetchedAt) {
    return new SliceWrite(
        fence,
        "acme",
        stream,
        days,
        rows,
        SliceDigest.of(stream, rows),
        days.days().map(day -> replace(day, DayState.SETTLING)).toList(),
        List.of(),
        fetchedAt,
        Optional.empty());
  }

  static SliceWrite.Replace replace(LocalDate day, DayState state) {
    return new SliceWrite.Replace(
        day,
        state,
        state == DayState.FINAL ? Optional.empty() : Optional.of(Connected.NOW.plusSeconds(86_400)),
        DayFlags.NONE,
        RevisionCause.RESTATED);
  }

  static SliceWrite with(
      SliceWrite slice, List<SliceWrite.Replace> replace, List<SliceWrite.Hold> hold) {
    return new SliceWrite(
        slice.fence(),
        slice.provider(),
        slice.stream(),
        slice.days(),
        slice.rows(),
        slice.digest(),
        replace,
        hold,
        slice.fetchedAt(),
        slice.keptFrom());
  }

  static SliceWrite keptFrom(SliceWrite slice, LocalDate day) {
    return new SliceWrite(
        slice.fence(),
        slice.provider(),
        slice.stream(),
        slice.days(),
        slice.rows(),
        slice.digest(),
        slice.replace(),
        slice.hold(),
        slice.fetchedAt(),
        Optional.of(day));
  }

  private TestSlices() {}
}
