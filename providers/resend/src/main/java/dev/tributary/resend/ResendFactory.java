package dev.tributary.resend;

import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ProviderEnvironment;
import java.net.URI;
import java.util.Map;

/** Found by {@link java.util.ServiceLoader}. */
public final class ResendFactory implements AdapterFactory {
  static final String PROVIDER = "resend";

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public Map<String, URI> addresses() {
    return Map.of(ResendApi.ADDRESS, URI.create("https://api.resend.com"));
  }

  /** Resend's API has one version and no name for it. */
  @Override
  public Map<String, String> versions() {
    return Map.of();
  }

  /** Teams are connected with keys alone. */
  @Override
  public boolean usesApp() {
    return false;
  }

  @Override
  public IntegrationAdapter create(ProviderEnvironment environment) {
    return new ResendAdapter(environment);
  }
}
