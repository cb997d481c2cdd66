package dev.tributary.spi;

import java.util.Optional;

/**
 * One step of reading a slice.
 *
 * @param cursor empty for the first step, then what the step before returned
 */
public record SyncRequest(
    Connection connection,
    StreamDescriptor stream,
    Slice slice,
    Optional<Cursor> cursor,
    Purpose purpose) {

  /** What a read is for. */
  public enum Purpose {
    /** The stream's rows, with all its dimensions. */
    ROWS,
    /**
     * The account's own totals: one row a day with every additive measure of the stream and empty
     * dimensions, asked without the stream's dimensions. Days without data have no row.
     */
    TOTALS
  }
}
