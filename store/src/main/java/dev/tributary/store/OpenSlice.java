package dev.tributary.store;

import dev.tributary.spi.Cursor;
import dev.tributary.spi.Slice;
import java.time.Instant;

/**
 * A report that the provider is preparing.
 *
 * @param startedAt when its read began
 * @param askAgainAt when to ask with the cursor
 */
public record OpenSlice(Slice slice, Cursor cursor, Instant startedAt, Instant askAgainAt) {}
