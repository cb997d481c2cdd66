package dev.tributary.metaads;

import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ProviderEnvironment;
import java.net.URI;
import java.util.Map;

/** Found by {@link java.util.ServiceLoader}. */
public final class MetaAdsFactory implements AdapterFactory {
  static final String PROVIDER = "meta_ads";

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public Map<String, URI> addresses() {
    return Map.of(
        "consent", URI.create("https://www.facebook.com"),
        "graph", URI.create("https://graph.facebook.com"));
  }

  @Override
  public Map<String, String> versions() {
    return Map.of("graph", "v26.0");
  }

  @Override
  public IntegrationAdapter create(ProviderEnvironment environment) {
    return new MetaAdsAdapter(environment);
  }
}
