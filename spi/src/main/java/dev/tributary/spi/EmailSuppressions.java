package dev.tributary.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An adapter whose provider keeps a list of addresses to which it sends nothing. Not every account
 * has one: each call may then fail with {@link Failure.PermissionMissing} of scope STREAM, which is
 * no fault; our own list serves.
 */
public interface EmailSuppressions {

  /** The most addresses that one call takes. */
  int addressesMax();

  /** One page of the list, newest first. */
  ListPage<Suppression> suppressions(Connection connection, Optional<Cursor> cursor, Call call)
      throws SyncException, InterruptedException;

  /** Adds addresses; those that are there already stay. */
  void suppress(Connection connection, List<String> addresses, Call call)
      throws SyncException, InterruptedException;

  /** Takes addresses from the list; those that are not there are no error. */
  void unsuppress(Connection connection, List<String> addresses, Call call)
      throws SyncException, InterruptedException;

  /** One address of the provider's list. */
  record Suppression(String id, String address, Origin origin, Instant since) {}

  /** Why the provider lists it. */
  enum Origin {
    BOUNCE,
    COMPLAINT,
    MANUAL
  }
}
