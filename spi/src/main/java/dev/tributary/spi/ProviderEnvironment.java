package dev.tributary.spi;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where and as whom an adapter speaks to its provider.
 *
 * @param addresses base addresses by name; an adapter may reach no other host
 * @param versions API versions by name
 * @param app the OAuth client as it is entered now; asked at every use, from any thread
 * @param outbound how requests get there
 */
public record ProviderEnvironment(
    Map<String, URI> addresses,
    Map<String, String> versions,
    Supplier<Optional<AppCredentials>> app,
    Outbound outbound) {

  public ProviderEnvironment {
    addresses = Map.copyOf(addresses);
    versions = Map.copyOf(versions);
  }

  /** Asks the addresses directly. */
  public ProviderEnvironment(
      Map<String, URI> addresses,
      Map<String, String> versions,
      Supplier<Optional<AppCredentials>> app) {
    this(addresses, versions, app, Outbound.DIRECT);
  }

  public URI address(String name) {
    return required(addresses, "address", name);
  }

  public String version(String name) {
    return required(versions, "version", name);
  }

  private static <T> T required(Map<String, T> values, String what, String name) {
    T value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no " + what + " named " + name + "; there are " + values.keySet());
    }
    return value;
  }
}
