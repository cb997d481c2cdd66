package dev.tributary.store;

import org.jspecify.annotations.Nullable;

/** An answer has two rows with the same key: it cannot be trusted and nothing of it was stored. */
public final class DuplicateRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DuplicateRowException(String table, @Nullable Throwable cause) {
    super("two rows for " + table + " have the same key; read the slice again", cause);
  }
}
