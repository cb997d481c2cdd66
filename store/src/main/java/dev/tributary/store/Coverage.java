package dev.tributary.store;

import java.time.LocalDate;
import java.util.Optional;

/**
 * How completely a stream is stored within a range.
 *
 * @param days of the range that are stored
 * @param missing neither stored nor skipped
 * @param rows in the stream's table
 * @param partial stored days that are not whole yet
 * @param mayChange stored days that are not final
 * @param failed days whose last read failed
 * @param held days with an answer that contradicts what is stored
 * @param dataThrough the newest day that is stored and whole
 */
public record Coverage(
    String stream,
    int days,
    int missing,
    int skipped,
    long rows,
    int partial,
    int mayChange,
    int failed,
    int held,
    Optional<LocalDate> dataThrough) {}
