package dev.tributary.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** Tells what the database's own words mean, wherever in a chain of causes they stand. */
public final class Outage {
  private static final int CAUSES_MAX = 20;

  /**
   * Whether the database could not be reached, or went away: it restarts, or the pool had no
   * connection. Nothing is known of a commit that was under way.
   */
  public static boolean caused(Throwable failure) {
    return sql(failure)
        .filter(cause ->
            cause instanceof SQLTransientConnectionException
                || state(cause).startsWith("08")
                || state(cause).startsWith("57P"))
        .isPresent();
  }

  /** Whether the transaction was undone only because another got in its way. */
  static boolean conflict(Throwable failure) {
    return sql(failure)
        .filter(cause -> state(cause).equals("40P01") || state(cause).equals("40001"))
        .isPresent();
  }

  private static Optional<SQLException> sql(Throwable failure) {
    Throwable cause = failure;
    for (int n = 0; n < CAUSES_MAX && cause != null; n++) {
      if (cause instanceof SQLException said) {
        return Optional.of(said);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static String state(SQLException cause) {
    return String.valueOf(cause.getSQLState());
  }

  private Outage() {}
}
