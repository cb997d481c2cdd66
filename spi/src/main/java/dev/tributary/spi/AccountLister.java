package dev.tributary.spi;

import java.util.List;

/** An adapter that can list the accounts that its credentials may read. */
@FunctionalInterface
public interface AccountLister {
  List<Account> accounts(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException;
}
