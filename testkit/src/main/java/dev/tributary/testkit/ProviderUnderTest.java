package dev.tributary.testkit;

import dev.tributary.spi.Account;
import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A healthy provider, real or simulated, on real sockets, with an account that has data.
 *
 * @param addresses where the provider answers, for every name of {@link AdapterFactory#addresses()}
 * @param credentials that may read the account
 * @param wrongCredentials of the same kind, which the provider refuses
 * @param days with data in every stream; settled, so that two reads are equal
 * @param now the provider's own time
 * @param secrets that must never be seen outside of requests
 */
public record ProviderUnderTest(
    AdapterFactory factory,
    Map<String, URI> addresses,
    Optional<AppCredentials> app,
    ConnectionCredentials credentials,
    ConnectionCredentials wrongCredentials,
    Account account,
    Map<String, String> settings,
    DayRange days,
    Instant now,
    List<Secret> secrets) {

  public ProviderUnderTest {
    addresses = Map.copyOf(addresses);
    settings = Map.copyOf(settings);
    secrets = List.copyOf(secrets);
  }
}
