package dev.tributary.server.api.runs;

import dev.tributary.spi.DayRange;
import java.time.LocalDate;

/** Days of the account, both included. */
record Days(LocalDate first, LocalDate last) {
  static Days of(DayRange range) {
    return new Days(range.first(), range.last());
  }
}
