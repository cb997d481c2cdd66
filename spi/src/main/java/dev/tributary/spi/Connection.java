package dev.tributary.spi;

import java.util.Map;
import java.util.UUID;

/**
 * One integration as an adapter sees it, with opened credentials.
 *
 * @param settings what the customer chose, valid by {@link ProviderDescriptor#settingsSchema()}
 */
public record Connection(
    UUID integrationId,
    Account account,
    ConnectionCredentials credentials,
    Map<String, String> settings) {

  public Connection {
    settings = Map.copyOf(settings);
  }
}
