package dev.tributary.googleanalytics;

import dev.tributary.http.PageTrail;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.util.Optional;

/**
 * Where a report is read on.
 *
 * @param pageRows rows asked for in one page
 * @param pages pages to ask for at once
 */
record PageCursor(int pageRows, int pages, PageTrail trail) {

  Cursor cursor() {
    return new Cursor(pageRows + "/" + pages + "/" + trail.encoded());
  }

  static PageCursor of(Optional<Cursor> cursor, int pageRowsFirst) throws SyncException {
    if (cursor.isEmpty()) {
      return new PageCursor(pageRowsFirst, 1, PageTrail.START);
    }
    String[] parts = cursor.get().value().split("/", -1);
    try {
      if (parts.length == 3) {
        return new PageCursor(
            Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), PageTrail.decoded(parts[2]));
      }
    } catch (IllegalArgumentException foreign) {
      throw new SyncException(defect(), foreign);
    }
    throw new SyncException(defect());
  }

  private static Failure defect() {
    return new Failure.Defect("A cursor that is none of ours was handed to Google Analytics.");
  }
}
