package dev.tributary.http;

import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The origins (scheme, host, port) that a provider's adapter may reach. */
final class AllowedHosts {
  private final Set<String> origins;

  AllowedHosts(Collection<URI> addresses) {
    origins =
        addresses.stream()
            .map(address ->
                origin(address)
                    .orElseThrow(() ->
                        new IllegalArgumentException(
                            "a provider's address is http or https with a host: " + address)))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Refuses anything that was not configured, before a connection is made. */
  void check(URI address) throws SyncException {
    if (!origin(address).map(origins::contains).orElse(false)) {
      throw new SyncException(
          new Failure.Misconfigured(
              "Refused to reach "
                  + address.getHost()
                  + ": only the provider addresses in the settings are allowed; correct the"
                  + " address there."));
    }
  }

  private static Optional<String> origin(URI address) {
    String scheme = address.getScheme();
    String host = address.getHost();
    if (scheme == null || host == null || address.getRawUserInfo() != null) {
      return Optional.empty();
    }
    boolean secure = scheme.equalsIgnoreCase("https");
    if (!secure && !scheme.equalsIgnoreCase("http")) {
      return Optional.empty();
    }
    int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
    return Optional.of((scheme + "://" + host).toLowerCase(Locale.ROOT) + ":" + port);
  }
}
