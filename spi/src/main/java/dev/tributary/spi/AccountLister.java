package dev.tributary.spi;

import java.util.List;
import java.util.Map;

/** An adapter that can list the accounts that its credentials may read. */
@FunctionalInterface
public interface AccountLister {
  List<Account> accounts(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException;

  /**
   * The account as it is connected: where the provider leaves something to the customer, such as
   * the zone in which days are cut, the settings decide. What was decided stays for good. Asks
   * nobody.
   *
   * @param settings valid by {@link ProviderDescriptor#settingsSchema()}
   * @throws IllegalArgumentException with a sentence for people when a setting cannot be used
   */
  default Account chosen(Account account, Map<String, String> settings) {
    return account;
  }
}
