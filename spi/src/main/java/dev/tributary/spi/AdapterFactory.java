package dev.tributary.spi;

import java.net.URI;
import java.util.Map;

/** Makes a provider's adapter; found by {@link java.util.ServiceLoader}. */
public interface AdapterFactory {
  /** The provider's id, the same as in its descriptor. */
  String provider();

  /** The provider's real base addresses by name, for example {@code data}. */
  Map<String, URI> addresses();

  /** The API versions spoken unless configured otherwise, by address name. */
  Map<String, String> versions();

  /** Whether an operator may register a client there, as every provider with OAuth wants. */
  default boolean usesApp() {
    return true;
  }

  IntegrationAdapter create(ProviderEnvironment environment);
}
